namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The time range rules the panels, save a named few.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class RangeTests
{
    /// <summary>Panels that show how things stand, whatever the range.</summary>
    public static readonly string[] Named = ["Data coverage", "Data age", "Today So Far", "Stores", "Quarantine", "Tables"];

    private static readonly BoardChoice _wide = BoardChoice.Range("2025-04-01 00:00", "2026-03-17 00:00");
    private static readonly BoardChoice _narrow = BoardChoice.Range("2026-02-14 03:17", "2026-03-02 21:43");

    private BoardReader _reader = null!;

    private static IEnumerable<BoardQuery> Following => Asked(query => query.Kind != "variable" && !Named.Contains(query.Title));

    // The age and the sizes move by themselves.
    private static IEnumerable<BoardQuery> Still =>
        Asked(query => Named.Contains(query.Title) && query.Title is "Data coverage" or "Quarantine");

    [OneTimeSetUp]
    public async Task OpenAsync() => _reader = await BoardReader.OpenSeededAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Following))]
    public async Task A_shorter_range_changes_what_is_shown(BoardQuery query)
    {
        var (wide, narrow) = await BothAsync(query);
        Assert.That(narrow, Is.Not.Empty.And.Not.EqualTo(wide));
    }

    [TestCaseSource(nameof(Still))]
    public async Task What_does_not_follow_the_range_stays(BoardQuery query)
    {
        var (wide, narrow) = await BothAsync(query);
        Assert.That(narrow, Is.Not.Empty.And.EqualTo(wide));
    }

    // Fifty days each, in UTC and in Tokyo, up to three hundred: the long range is read in another way than its parts.
    [TestCase("'{__all__}', '{__all__}'")]
    [TestCase("'{men''s clothing,unknown}', '{L''Aquila,Unknown}'")]
    public async Task Products_of_a_long_range_are_those_of_its_parts(string chosen)
    {
        string Products(int first, int last) => $"""
            SELECT * FROM funnel_products(
              timestamptz '2025-05-20 00:00Z' + interval '{first} days', timestamptz '2025-05-20 14:00Z' + interval '{last} days',
              'USD', '{"{__all__}"}', {chosen})
            """;
        var parts = string.Join("\nUNION ALL\n", Enumerable.Range(0, 6).Select(part => Products(50 * part, 50 * part + 49)));
        var answer = await _reader.AskAsync($"""
            WITH long AS MATERIALIZED ({Products(0, 299)}), parts AS MATERIALIZED (
              SELECT store_id, product_id, title, category, sum(views)::bigint, sum(carts)::bigint, sum(purchases)::bigint, sum(units),
                sum(returned), sum(revenue)
              FROM ({parts}) part GROUP BY store_id, product_id, title, category
            )
            SELECT
              (SELECT count(*) FROM (SELECT * FROM long EXCEPT ALL SELECT * FROM parts) missing), (SELECT count(*)
                FROM long) - (SELECT count(*) FROM parts),
              (SELECT sum(views) FROM long) > 25, (SELECT count(DISTINCT store_id) FROM long)
            """);
        Assert.That(answer.Rows[0], Is.EqualTo(new object[] { 0L, 0L, true, 2L }));
    }

    private static IEnumerable<BoardQuery> Asked(Func<BoardQuery, bool> which) => Board.All.SelectMany(board => board.Queries).Where(which);

    private async Task<(string[] Wide, string[] Narrow)> BothAsync(BoardQuery query) =>
        ((await _reader.AskAsync(_wide.Expand(query.Sql))).Texts, (await _reader.AskAsync(_narrow.Expand(query.Sql))).Texts);
}
