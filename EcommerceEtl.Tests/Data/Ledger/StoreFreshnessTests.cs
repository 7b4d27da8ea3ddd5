using EcommerceEtl.Data.Ledger;

namespace EcommerceEtl.Tests.Data.Ledger;

/// <summary>How a store stands, from the ledger alone.</summary>
public sealed class StoreFreshnessTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task The_longest_time_between_two_carts_may_have_begun_before_the_days_that_are_looked_at()
    {
        await _test.Database.ExecuteAsync("""
            INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'x', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
            INSERT INTO carts
            SELECT 1, n, NULL, NULL, at, (at AT TIME ZONE 'UTC')::date, true, true, false, 0, 0, 0, 0, md5(n::text)::uuid, 1
            FROM (VALUES
              (1, timestamptz '2025-11-01 00:00Z'), (2, '2026-01-20 10:00Z'), (3, '2026-02-19 10:00Z'), (4, '2026-02-19 10:01Z')) c (n, at)
            """);
        await using var connection = await _test.Database.OpenAsync();

        var gap = await StoreFreshness.NeverRun("shop").LongestGapAsync(
            connection, new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc), CancellationToken.None);

        Assert.That(gap, Is.EqualTo(TimeSpan.FromDays(30)));
    }

    [Test]
    public async Task A_peer_that_gave_up_waiting_for_a_long_run_does_not_hide_how_that_run_ended()
    {
        await _test.SucceedAsync();
        await SkippedAsync("-1 s");

        var store = await ReadAsync();
        Assert.That((store.LastOutcome, store.LastCompletionAt), Is.EqualTo(((RunOutcome?)RunOutcome.Succeeded, store.LastSuccessAt)));

        await SkippedAsync("1 s");

        var later = await ReadAsync();
        Assert.That((later.LastOutcome, later.LastSuccessAt), Is.EqualTo(((RunOutcome?)RunOutcome.Skipped, store.LastSuccessAt)));
        Assert.That(later.LastCompletionAt, Is.EqualTo(store.LastSuccessAt + TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_failure_after_the_last_success_counts_and_one_before_does_not()
    {
        _test.Shop.AnswerWith(404);
        await _test.RunAsync();
        var failed = await ReadAsync();
        Assert.That((failed.LastOutcome, failed.LastSuccessAt), Is.EqualTo(((RunOutcome?)RunOutcome.Failed, (DateTime?)null)));

        _test.Shop.Instead = null;
        await _test.SucceedAsync();

        var healed = await ReadAsync();
        Assert.That((healed.LastOutcome, healed.LastCompletionAt), Is.EqualTo(((RunOutcome?)RunOutcome.Succeeded, healed.LastSuccessAt)));
    }

    /// <summary>A skipped row, written so long after the end of the last success, with a higher number.</summary>
    private Task<int> SkippedAsync(string after) => _test.Database.ExecuteAsync($"""
        INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, finished_at, worker_version, notes)
        SELECT store_id, 'schedule', started_at + interval '{after}', 'skipped', started_at, finished_at + interval '{after}',
          worker_version, '{"{}"}'
        FROM etl_runs WHERE outcome = 'succeeded'
        """);

    private async Task<StoreFreshness> ReadAsync()
    {
        await using var connection = await _test.Database.OpenAsync();
        return (await StoreFreshness.ReadAsync(connection, CancellationToken.None)).Single();
    }
}
