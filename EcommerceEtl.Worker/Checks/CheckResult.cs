namespace EcommerceEtl.Worker.Checks;

/// <summary>What came of one thing that was looked at.</summary>
/// <param name="Subject">What it was, such as <c>database</c> or <c>source fakestore</c>.</param>
/// <param name="Well">False if a run could not succeed like this.</param>
/// <param name="Says">What was seen, and where it is not well, what to do.</param>
public sealed record CheckResult(string Subject, bool Well, string Says)
{
    /// <summary>True if a run would succeed, but an operator should know.</summary>
    public bool Doubtful { get; private init; }

    /// <summary>A finding that lets runs succeed but is seldom intended.</summary>
    internal static CheckResult Warning(string subject, string says) => new(subject, true, says) { Doubtful = true };

    /// <summary>Looks at one thing: what it returns is well, an understood failure is not, any other exception passes.</summary>
    internal static async Task<CheckResult> OfAsync(string subject, Func<Task<string>> look)
    {
        try
        {
            return new CheckResult(subject, true, await look());
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            return new CheckResult(subject, false, $"{SnakeCase.Of(known.Code)}: {known.Message}");
        }
    }
}
