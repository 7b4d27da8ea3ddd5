namespace EcommerceEtl.Tests.Dashboards;

/// <summary>At noon one store was refreshed five minutes ago, another one ten minutes ago, and a third one, which is retired, two days
/// ago.</summary>
internal sealed class DataAgeTests
{
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'recent', 'FakeStore', 'a.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated', NULL, 'all'),
          (2, 'older', 'FakeStore', 'b.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated', NULL, 'all'),
          (3, 'gone', 'FakeStore', 'c.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated', '2026-03-01 00:00Z', 'all');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
        SELECT store, 'schedule', outcome, at, at, '1'
        FROM (VALUES
          (1, 'succeeded', '2026-03-02 11:00Z'::timestamptz), (1, 'succeeded', '2026-03-02 11:55Z'), (2, 'succeeded', '2026-03-02 11:50Z'),
          (2, 'failed', '2026-03-02 11:59Z'), (3, 'succeeded', '2026-02-28 12:00Z')) run (store, outcome, at)
        """;

    [TestCase(null, "600")]
    [TestCase("recent", "300")]
    [TestCase("gone", "-")]
    public async Task It_is_that_of_the_store_in_use_that_waits_longest(string? store, string seconds)
    {
        await using var reader = await BoardReader.OpenFilledAsync(Sql);
        var choice = BoardChoice.Range("2026-03-01 00:00", "2026-03-02 00:00") with
        {
            Currency = "USD",
            Stores = store is null ? null : [store],
        };

        var answer = await reader.AskAsync(
            choice.Expand(Board.Funnel.Sql("Data age")).Replace("now()", "'2026-03-02 12:00Z'::timestamptz", StringComparison.Ordinal));

        Assert.That(answer.Texts, Is.EqualTo((string[])[seconds]));
    }
}
