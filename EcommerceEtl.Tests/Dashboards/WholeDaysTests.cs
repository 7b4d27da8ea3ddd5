namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Grafana cuts "the last 30 whole days" at the end of a day of UTC. In the west and in the far east that lies for some
/// hours in a day of the store that is not over, which is left out then. The functions are asked with a clock of the test's own.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class WholeDaysTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync("""
            INSERT INTO stores VALUES
              (1, 'auckland', 'FakeStore', 'a.example', 'USD', 'Pacific/Auckland', 'derived', 'simulated', 'simulated'),
              (2, 'berlin', 'FakeStore', 'b.example', 'USD', 'Europe/Berlin', 'derived', 'simulated', 'simulated'),
              (3, 'los-angeles', 'FakeStore', 'c.example', 'USD', 'America/Los_Angeles', 'derived', 'simulated', 'simulated'),
              (4, 'tokyo', 'FakeStore', 'd.example', 'USD', 'Asia/Tokyo', 'derived', 'simulated', 'simulated');
            CREATE SCHEMA clock
            """);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);

    // At 05:00Z it is 18:00 of the 29th in Auckland, 06:00 in Berlin, 21:00 of the 28th in Los Angeles and 14:00 in Tokyo.
    [TestCase("2026-11-29 05:00Z", "2026-10-30 00:00Z", "2026-11-28 23:59:59.999Z",
        "auckland|2026-10-31|2026-11-28", "berlin|2026-10-30|2026-11-28",
        "los-angeles|2026-10-30|2026-11-27", "tokyo|2026-10-30|2026-11-28",
        TestName = "the last 30 whole days, while one of them is not over")]
    [TestCase("2026-11-29 11:30Z", "2026-10-30 00:00Z", "2026-11-28 23:59:59.999Z",
        "auckland|2026-10-31|2026-11-29", "berlin|2026-10-30|2026-11-28",
        "los-angeles|2026-10-30|2026-11-28", "tokyo|2026-10-30|2026-11-28",
        TestName = "the last 30 whole days, once they are over")]
    [TestCase("2026-11-29 05:00Z", "2026-10-30 00:00Z", "2026-11-29 05:00Z",
        "auckland|2026-10-31|2026-11-29", "berlin|2026-10-30|2026-11-28",
        "los-angeles|2026-10-30|2026-11-28", "tokyo|2026-10-30|2026-11-29",
        TestName = "a range up to now has the day that is not over")]
    [TestCase("2026-11-29 05:00Z", "2026-10-30 00:00Z", "2026-11-28 23:59:59Z",
        "auckland|2026-10-31|2026-11-29", "berlin|2026-10-30|2026-11-28",
        "los-angeles|2026-10-30|2026-11-28", "tokyo|2026-10-30|2026-11-28",
        TestName = "the link to a store's days, which ends a second earlier, has them all")]
    [TestCase("2026-11-29 05:00Z", "2026-11-28 00:00Z", "2026-11-28 23:59:59.999Z",
        "auckland|2026-11-29|2026-11-29", "berlin|2026-11-28|2026-11-28",
        "los-angeles|2026-11-28|2026-11-28", "tokyo|2026-11-28|2026-11-28",
        TestName = "a single day is that day, over or not")]
    [TestCase("2026-11-29 05:00Z", "2026-11-28 08:00Z", "2026-11-28 22:00Z",
        "auckland|2026-11-29|2026-11-29", "berlin|2026-11-28|2026-11-28",
        "los-angeles|2026-11-28|2026-11-28", "tokyo|2026-11-29|2026-11-29",
        TestName = "hours that somebody chose are of the day they are of")]
    public async Task A_range_that_ended_with_a_day_of_utc_has_days_that_are_over(string now, string from, string to, params string[] days)
    {
        await using var connection = await _database.OpenAsync();
        // Before the one of the system, which every other function of this name gives way to.
        await connection.RowsAsync($"""
            CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$SELECT timestamptz '{now}'$$;
            SET search_path = clock, pg_catalog, public;
            """);
        await connection.GivesAsync($$"""
            SELECT store, first_day, last_day FROM funnel_days('{{from}}', '{{to}}', 'USD', '{__all__}') ORDER BY store
            """, days);
    }
}
