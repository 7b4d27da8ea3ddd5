namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What somebody chose at the top of a board; null stands for "All".</summary>
/// <param name="From">Start of the range, UTC.</param>
/// <param name="To">End of the range, UTC.</param>
internal sealed record BoardChoice(DateTime From, DateTime To)
{
    private const string AllValue = "'__all__'";

    public string Currency { get; init; } = "USD";

    public string[]? Stores { get; init; }

    public string[]? Categories { get; init; }

    public string[]? Cities { get; init; }

    /// <param name="from">As <c>2026-02-10 03:17</c>, UTC.</param>
    /// <param name="to">In the same form.</param>
    public static BoardChoice Range(string from, string to) => new(Time(from), Time(to));

    /// <summary>The SQL that Grafana sends with this choice.</summary>
    public string Expand(string sql) => new GrafanaSql(
        From, To,
        [
            GrafanaVariable.Single("currency", Currency), Several("store", Stores), Several("category", Categories),
            Several("city", Cities),
        ]).Expand(sql);

    private static GrafanaVariable Several(string name, string[]? values) =>
        values is null ? GrafanaVariable.All(name, AllValue) : GrafanaVariable.Multi(name, values);

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
