using NUnit.Framework;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// The functions read sums where they can and carts where they must. What they say must not depend on it: with every city chosen by name they count carts
/// and lines, with none chosen they take the short way.
/// </summary>
internal sealed class FunnelPathsTests
{
    private const string Everywhere = "(SELECT array_agg(DISTINCT city) || ARRAY['Unknown'] FROM customers)";
    private const string NothingChosen = "'{__all__}'";

    private BoardReader _reader = null!;

    // First day of the range, days until its last: within a month, most of one, across its end and a year's, over many months.
    private static IEnumerable<TestCaseData> Ranges =>
        from first in new[] { "2025-11-02", "2025-11-20", "2025-12-01", "2026-01-11", "2026-02-27" }
        from days in new[] { 0, 3, 9, 26, 45, 99, 140 }
        select new TestCaseData(first, days);

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        await BoardReader.NeedsRolesAsync();
        _reader = await BoardReader.OpenAsync(await SeededWarehouse.GetAsync());
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_reader is not null)
            await _reader.DisposeAsync();
    }

    [TestCaseSource(nameof(Ranges))]
    public async Task Sums_say_what_the_carts_say(string first, int days)
    {
        foreach (var function in new[] { "funnel_products", "funnel_sales", "funnel_cohorts" })
        {
            var answer = await _reader.AskAsync($"""
                WITH sums AS MATERIALIZED ({Call(function, NothingChosen)}), carts AS MATERIALIZED ({Call(function, Everywhere)})
                SELECT
                  (SELECT count(*) FROM (SELECT * FROM sums EXCEPT ALL SELECT * FROM carts) missing), (SELECT count(*) FROM sums) - (SELECT count(*) FROM carts)
                """);
            Assert.That(answer.Rows[0], Is.EqualTo(new object[] { 0L, 0L }), function);
        }

        string Call(string function, string cities) => $"""
            SELECT * FROM {function}(
              timestamptz '{first} 00:00Z', timestamptz '{first} 14:00Z' + interval '{days} days', 'USD', {NothingChosen}, {NothingChosen}, {cities})
            """;
    }

    [TestCase("2025-11-02", 26, "+months -days")]
    [TestCase("2025-11-20", 3, "+days")]
    [TestCase("2025-11-20", 45, "+days +months")]
    [TestCase("2025-11-20", 99, "+days +months -days")]
    [TestCase("2025-12-01", 30, "+months")]
    public async Task A_range_is_taken_apart_so_that_few_days_are_counted(string first, int days, string expected)
    {
        var answer = await _reader.AskAsync($"""
            SELECT string_agg(DISTINCT CASE sign WHEN 1 THEN '+' ELSE '-' END || CASE WHEN whole_months THEN 'months' ELSE 'days' END, ' ')
            FROM funnel_parts(timestamptz '{first} 00:00Z', timestamptz '{first} 14:00Z' + interval '{days} days', 'USD', {NothingChosen})
            """);
        Assert.That(((string)answer.Rows[0][0]!).Split(' '), Is.EquivalentTo(expected.Split(' ')));
    }
}
