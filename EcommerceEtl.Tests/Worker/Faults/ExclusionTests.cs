using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>One run at a time for a store, whoever asks; what a dead one left is cleared by the next.</summary>
public sealed class ExclusionTests : IAsyncDisposable
{
    private readonly FaultBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("command beside the worker")]
    public async Task Of_two_runs_at_once_one_waits_and_both_succeed()
    {
        var (asked, letGo) = _test.Shop.HoldAndLetGo();
        var first = _test.Pipeline.RunAsync();
        await asked;
        var second = _test.Pipeline.RunAsync(request => request with { LockPatience = TimeSpan.FromMinutes(1) });
        await ChildProcess.PollAsync(
            async () => await _test.Pipeline.RowsAsync(
                $"SELECT count(*) {FaultBundle.RunSessions} AND query LIKE '%pg_try_advisory_lock%'") is ["1"],
            () => "The second run never waits.");
        Assert.That(second.IsCompleted, Is.False);
        _test.Pipeline.Clock.Now += TimeSpan.FromMinutes(5);
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["running"], "the waiting one has not touched the ledger");

        letGo.SetResult();

        Assert.That((await first).Entities.Select(entity => entity.Inserted), Is.EqualTo(new[] { 20L, 10L, 7L }));
        Assert.That((await second).Entities.Select(entity => entity.Unchanged), Is.EqualTo(new[] { 20L, 10L, 7L }));
        Assert.That((await second).SnapshotTime - (await first).SnapshotTime, Is.EqualTo(TimeSpan.FromMinutes(6)),
            "what it fetched is as old as its extract");
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded", "succeeded"]);
    }

    [Test]
    public async Task Two_stores_do_not_wait_for_each_other()
    {
        var (asked, letGo) = _test.Shop.HoldAndLetGo();
        var first = _test.Pipeline.RunAsync();
        await asked;
        _test.Shop.Instead = null;

        var other = await _test.Pipeline.RunAsync(request => request with { Store = request.Store with { Name = "other" } });

        Assert.That(other.Outcome, Is.EqualTo(RunOutcome.Succeeded), other.Error?.ToString());
        Assert.That(first.IsCompleted, Is.False);
        letGo.SetResult();
        Assert.That((await first).Outcome, Is.EqualTo(RunOutcome.Succeeded));
        await _test.Pipeline.GivesAsync("SELECT store_id, name FROM stores ORDER BY 1", ["1|fakestore", "2|other"]);
    }

    [Test]
    [Fault("kill -9 at every stage")]
    public async Task A_running_row_without_a_holder_of_the_lock_is_abandoned_by_the_next_run_of_its_store_alone()
    {
        await _test.Pipeline.SucceedAsync();
        await _test.Pipeline.SucceedAsync(request => request with { Store = request.Store with { Name = "other" } });
        await _test.Pipeline.Database.ExecuteAsync("""
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, rules_hash, worker_version, notes)
            SELECT store_id, 'schedule', 'running', '2026-03-01Z', 'x', '0.0.0', '{}' FROM stores
            """);

        await _test.Pipeline.SucceedAsync();

        await _test.Pipeline.GivesAsync("""
            SELECT name, outcome, finished_at IS NOT NULL, error FROM etl_runs JOIN stores USING (store_id)
            WHERE trigger = 'schedule' ORDER BY name
            """,
            ["fakestore|abandoned|true|The worker ended during this run; nothing of it was written.", "other|running|false|-"]);
    }

    [Test]
    [Fault("SIGSTOP past every time-out")]
    public async Task A_run_that_was_taken_for_dead_writes_nothing()
    {
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        _test.Shop.Carts.RemoveAt(0);

        var run = await _test.RunAsync(RunStage.Load, Entity.Carts, () => _test.Pipeline.Database.ExecuteAsync(
            "UPDATE etl_runs SET outcome = 'abandoned', finished_at = now() WHERE outcome = 'running'"));

        Assert.That(run.Error?.Code, Is.EqualTo(ErrorCode.SessionLost));
        Assert.That(run.Error!.Message, Does.Contain("took this run for dead"));
        Assert.That(await _test.Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await _test.Pipeline.GivesAsync($"SELECT outcome FROM etl_runs WHERE run_id = {run.RunId}", ["abandoned"]);
    }
}
