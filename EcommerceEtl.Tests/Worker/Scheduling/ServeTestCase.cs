namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>Tests of <c>serve</c>, as processes with ports of their own. Those that hold many processes or measure a start have the
/// machine for themselves.</summary>
internal abstract class ServeTestCase : CommandTestCase
{
    /// <summary>A due time every second.</summary>
    protected const string EverySecond = "* * * * * ?";

    /// <summary>Due times that do not come in a test's life: what runs is the catch-up alone.</summary>
    protected const string Yearly = "0 0 0 1 1 ?";

    [SetUp]
    public void Serve()
    {
        Settings["Stores__0__Cron"] = EverySecond;
        Settings["Http__RequestsPerSecond"] = "1000";
        Settings["Database__SessionTimeout"] = "00:00:05";
    }

    /// <summary>Starts a worker; further settings win over the test's own.</summary>
    protected ServeProcess Worker(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(Settings);
        foreach (var (key, value) in more)
            settings[key] = value;
        return ServeProcess.Start(settings);
    }

    /// <summary>Waits until a query answers with a row.</summary>
    protected Task RowAsync(string query, ServeProcess? lives = null) => ChildProcess.PollAsync(
        async () => (await Database.RowsAsync(query)).Length > 0, () => $"No row: {query}\n{lives?.Log}", lives);

    /// <summary>A number that an environment variable may set.</summary>
    internal static int Setting(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
