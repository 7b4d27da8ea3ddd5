namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Cohorts over more months than the drawn shops have. Buyer 1 ordered first in 2019 and again in late 2025, buyer 2 first in
/// January 2021 and in March, buyer 3 first in December 2020, buyers 4 and 5 first in November 2025; 4 came back in December, and viewed in
/// January without buying.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class CohortTests
{
    private const string Sql = """
        INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'observed', 'observed', 'observed');
        INSERT INTO carts
        SELECT 1, row_number() OVER (), NULL, buyer, day + time '12:00' AT TIME ZONE 'UTC', day, true, bought, bought, 0, 0, 0, 0,
          md5(day::text)::uuid, 1
        FROM (VALUES
          (1, date '2019-02-03', true), (1, '2025-12-05', true), (2, '2021-01-01', true), (2, '2021-03-31', true), (3, '2020-12-31', true),
          (4, '2025-11-30', true), (4, '2025-12-01', true), (4, '2025-12-02', true), (4, '2026-01-02', false), (5, '2025-11-01', true),
            (NULL, '2025-11-05', true)
        ) cart (buyer, day, bought)
        """;

    private BoardReader _reader = null!;

    [OneTimeSetUp]
    public async Task FillAsync() => _reader = await BoardReader.OpenFilledAsync(Sql);

    [OneTimeTearDown]
    public async Task DropAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    // A short range and a long one are read in two ways. The last column names a month that is not over at the range's end.
    [TestCase("2025-11-20 00:00", "2025-12-31 23:59", "2025-11|2|0.5|-|-|-|-|-|")]
    [TestCase("2025-11-20 00:00", "2026-01-15 12:00", "2025-11|2|0.5|0|-|-|-|-|+2")]
    [TestCase("2025-12-01 00:00", "2025-12-31 23:59")]
    [TestCase("2015-01-01 00:00", "2025-12-31 23:59", "2025-11|2|0.5|-|-|-|-|-|", "2021-01|1|0|1|0|0|0|0|")]
    [TestCase("2015-01-01 00:00", "2026-05-15 12:00", "2025-11|2|0.5|0|0|0|0|0|+6")]
    // The sixty months end with the latest session, not with the range.
    [TestCase("2015-01-01 00:00", "2020-12-31 12:00", "2020-12|1|-|-|-|-|-|-|", "2019-02|1|0|0|0|0|0|0|")]
    [TestCase("2015-01-01 00:00", "2025-11-30 12:00", "2025-11|2|-|-|-|-|-|-|", "2021-01|1|0|1|0|0|0|0|", "2020-12|1|0|0|0|0|0|0|")]
    public async Task A_cohort_begins_with_the_first_order_of_all_time_and_sixty_of_them_are_shown(
        string from, string to, params string[] rows)
    {
        var answer = await _reader.AskAsync(BoardChoice.Range(from, to).Expand(Board.Funnel.Sql("Monthly Cohorts")));
        Assert.That(answer.Texts, Is.EqualTo(rows));
    }
}
