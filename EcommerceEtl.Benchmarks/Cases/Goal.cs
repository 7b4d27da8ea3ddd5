namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>A goal and what was measured of it.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Limit">The figure that meets the goal.</param>
/// <param name="AtLeast">True if more is better.</param>
/// <param name="Unit">Unit of both.</param>
internal sealed record Goal(string What, double Measured, double Limit, bool AtLeast, string Unit)
{
    public bool IsMet => AtLeast ? Measured >= Limit : Measured <= Limit;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsMet ? "pass" : "MISS")}  {What,-46}{Measured,8:0.00} {Unit,-8} goal {(AtLeast ? "at least" : "at most")} {Limit:0.##}");

    /// <summary>The rows of some goals and how many of them are missed.</summary>
    public static string Table(IReadOnlyCollection<Goal> goals) => string.Join(
        '\n', [.. goals.Select(goal => goal.ToString()), $"{goals.Count(goal => !goal.IsMet)} of {goals.Count} goals missed"]);
}
