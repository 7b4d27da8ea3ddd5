using System.Diagnostics;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>Whoever loses the session loses lock and write together: the run fails, nothing of it stays, the ledger says so.</summary>
public sealed class SessionLossTests : IAsyncDisposable
{
    private readonly FaultBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("connection lost in mid-load")]
    public async Task A_session_that_ends_during_the_extract_ends_the_extract()
    {
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        _test.SessionTimeout = TimeSpan.FromSeconds(6);
        var (asked, _) = _test.Shop.HoldAndLetGo();
        var running = _test.Pipeline.RunAsync();
        await asked;

        await _test.EndSessionsAsync();
        var run = await running;

        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("terminating connection due to administrator command")
            .And.Contain("Nothing was written"));
        _test.Shop.Instead = null;
        await _test.HealsAsync();
    }

    [Test]
    [Fault("host gone without FIN")]
    public async Task A_server_that_falls_silent_during_the_extract_ends_it_after_the_session_time_out()
    {
        await using var proxy = _test.UseProxy();
        _test.SessionTimeout = TimeSpan.FromSeconds(3);
        var before = await _test.Pipeline.Database.ChecksumAsync();
        var (asked, _) = _test.Shop.HoldAndLetGo();
        var running = _test.Pipeline.RunAsync();
        await asked;
        before = await _test.Pipeline.Database.ChecksumAsync();

        proxy.Freeze();
        var run = await running;

        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("did not answer for 00:00:03 (Database:SessionTimeout)"));
    }

    [TestCase(Entity.Products)]
    [TestCase(Entity.Customers)]
    [TestCase(Entity.Carts)]
    [Fault("connection lost in mid-load")]
    public async Task A_session_that_ends_during_the_load_takes_all_of_it_along(Entity entity)
    {
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        ChangeEverything();

        var run = await _test.RunAsync(RunStage.Load, entity, _test.EndSessionsAsync);

        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        await _test.HealsAsync();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A manifest that takes long to read is a named pipe here.")]
    public async Task A_landing_zone_that_is_slow_to_read_does_not_cost_a_replay_its_session()
    {
        await _test.Pipeline.SucceedAsync();
        var manifest = Directory.GetFiles(_test.Pipeline.LandingPath, "*-1.json", SearchOption.AllDirectories).Single();
        var content = await File.ReadAllBytesAsync(manifest);
        File.Delete(manifest);
        await ChildProcess.RunAsync(["mkfifo", manifest]);
        // Not shorter: on a busy machine a beat may come a second late.
        _test.SessionTimeout = TimeSpan.FromSeconds(5);

        var replay = new ReplayOf(null, null, Force: false);
        var replaying = Task.Run(() => _test.Pipeline.RunAsync(request => request with { Replay = replay }));
        // Without a sign of life the server would have ended the session by then.
        var waiting = Stopwatch.StartNew();
        while (await _test.Pipeline.RowsAsync(
            $"SELECT clock_timestamp() - backend_start > interval '7 s' AND query = 'SELECT 1' {FaultBundle.RunSessions}") is not ["true"])
            Assert.That(waiting.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)), "the session is gone");
        await File.WriteAllBytesAsync(manifest, content);

        Assert.That((await replaying).Error, Is.Null);
    }

    [Test]
    [Fault("25P03")]
    public async Task A_session_that_the_server_found_idle_for_too_long_is_lost()
    {
        _test.SessionTimeout = TimeSpan.FromSeconds(1);
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        ChangeEverything();

        var run = await _test.RunAsync(RunStage.Load, Entity.Customers, () => ChildProcess.PollAsync(
            async () => (await _test.Pipeline.RowsAsync($"SELECT 1 {FaultBundle.RunSessions}")).Length == 0,
            () => "The server never ends the session."));

        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("idle-in-transaction timeout"));
    }

    [TestCase(2, 0, Description = "it takes no connections")]
    [TestCase(0, 3, Description = "it refuses the login, as while it is set up")]
    public async Task The_end_is_written_to_the_ledger_as_soon_as_the_database_is_back(int refuse, int deny)
    {
        await using var proxy = _test.UseProxy();
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        _test.Pipeline.Clock.Hurry = 10;

        var run = await _test.RunAsync(RunStage.Load, Entity.Carts, () =>
        {
            (proxy.Refuse, proxy.Deny) = (refuse, deny);
            return _test.EndSessionsAsync();
        });

        Assert.That((proxy.Refuse, proxy.Deny), Is.EqualTo((0, 0)), "the database was away at first");
        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        await _test.HealsAsync();
    }

    [Test]
    [Fault("connection lost in mid-load")]
    public async Task A_run_whose_end_could_not_be_written_is_abandoned_by_the_next()
    {
        await using var proxy = _test.UseProxy();
        _test.SessionTimeout = TimeSpan.FromHours(1);
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        _test.Pipeline.Clock.Hurry = 60;

        var run = await _test.RunAsync(RunStage.Load, Entity.Carts, () =>
        {
            proxy.Refuse = int.MaxValue;
            return _test.EndSessionsAsync();
        });

        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)ErrorCode.SessionLost)));
        Assert.That(await _test.Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs ORDER BY run_id", ["succeeded", "running"]);
        proxy.Refuse = 0;
        await _test.HealsAsync();
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs ORDER BY run_id", ["succeeded", "abandoned", "succeeded"]);
    }

    [Test]
    [Fault("pooler in transaction mode")]
    [Fault("fail-over under a session")]
    public async Task A_run_behind_which_the_lock_vanished_writes_nothing_and_names_both_causes()
    {
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        // As if a pooler in transaction mode had given the lock to one server session and the writes to another.
        await _test.OnInsertAsync("etl_runs", "PERFORM pg_advisory_unlock_all()");

        var run = await _test.Pipeline.RunAsync();

        await _test.FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("fail-over").And.Contain("pooler in transaction mode"));
        await _test.HealsAsync();
    }

    [Test]
    public async Task A_write_begins_only_on_the_session_that_holds_the_lock_of_this_very_store()
    {
        await using var session =
            await StoreSession.OpenAsync(_test.Pipeline.Database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var other =
            await StoreSession.OpenAsync(_test.Pipeline.Database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.That(await session.TryLockStoreAsync("shop", CancellationToken.None), Is.True);
        Assert.That(await other.TryLockStoreAsync("shop", CancellationToken.None), Is.False);
        Assert.That(await other.TryLockStoreAsync("another", CancellationToken.None), Is.True);

        await using (await session.BeginWriteAsync("shop", CancellationToken.None))
        {
        }
        Assert.That((await Assert.ThrowsAsync<EtlException>(() => other.BeginWriteAsync("shop", CancellationToken.None)))!.Code,
            Is.EqualTo(ErrorCode.SessionLost));
    }

    [Test]
    [Fault("host gone without FIN")]
    public async Task The_locking_session_has_the_time_outs_that_free_the_lock_of_a_vanished_holder()
    {
        await _test.OnInsertAsync("etl_runs", """
            RAISE EXCEPTION '% % % % % % % %', current_setting('lock_timeout'), current_setting('idle_session_timeout'),
              current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval'),
                current_setting('tcp_keepalives_idle'),
              current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout')
                USING ERRCODE = '53100'
            """);

        var run = await _test.Pipeline.RunAsync();

        Assert.That(run.Error!.Message, Does.Contain(": 30s 1min 1min 1s 15 5 3 30000."));
    }

    private void ChangeEverything()
    {
        _test.Shop.Products[0]!["price"] = 1.25;
        _test.Shop.Users[0]!["address"]!["city"] = "Oslo";
        _test.Shop.Carts.RemoveAt(0);
        _test.Shop.AddCart(8, "2026-02-01T00:00:00Z", (1, 1));
        _test.Shop.AddCart(9, "2026-02-02T00:00:00Z", (2, 1), (3, 4));
    }
}
