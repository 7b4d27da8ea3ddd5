using System.Diagnostics;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>Whoever loses the session loses lock and write together: the run fails, nothing of it stays, the ledger says so.</summary>
public sealed class SessionLossTests : FaultTestCase
{
    [Test]
    [Fault("connection lost in mid-load")]
    public async Task A_session_that_ends_during_the_extract_ends_the_extract()
    {
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        SessionTimeout = TimeSpan.FromSeconds(6);
        var (asked, _) = HoldShop();
        var running = Pipeline.RunAsync();
        await asked;

        await EndSessionsAsync();
        var run = await running;

        await FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("terminating connection due to administrator command")
            .And.Contain("Nothing was written"));
        Shop.Instead = null;
        await HealsAsync();
    }

    [Test]
    [Fault("host gone without FIN")]
    public async Task A_server_that_falls_silent_during_the_extract_ends_it_after_the_session_time_out()
    {
        await using var proxy = UseProxy();
        SessionTimeout = TimeSpan.FromSeconds(3);
        var before = await Pipeline.Database.ChecksumAsync();
        var (asked, _) = HoldShop();
        var running = Pipeline.RunAsync();
        await asked;
        before = await Pipeline.Database.ChecksumAsync();

        proxy.Freeze();
        var run = await running;

        await FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("did not answer for 00:00:03 (Database:SessionTimeout)"));
    }

    [TestCase(Entity.Products)]
    [TestCase(Entity.Customers)]
    [TestCase(Entity.Carts)]
    [Fault("connection lost in mid-load")]
    public async Task A_session_that_ends_during_the_load_takes_all_of_it_along(Entity entity)
    {
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        ChangeEverything();

        var run = await RunAsync(RunStage.Load, entity, EndSessionsAsync);

        await FailedAsync(run, ErrorCode.SessionLost, before);
        await HealsAsync();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A manifest that takes long to read is a named pipe here.")]
    public async Task A_landing_zone_that_is_slow_to_read_does_not_cost_a_replay_its_session()
    {
        await Pipeline.SucceedAsync();
        var manifest = Directory.GetFiles(Pipeline.LandingPath, "*-1.json", SearchOption.AllDirectories).Single();
        var content = await File.ReadAllBytesAsync(manifest);
        File.Delete(manifest);
        await ChildProcess.RunAsync(["mkfifo", manifest]);
        // Not shorter: on a busy machine a beat may come a second late.
        SessionTimeout = TimeSpan.FromSeconds(5);

        var replaying = Task.Run(() => Pipeline.RunAsync(request => request with { Replay = new ReplayOf(null, null, Force: false) }));
        // Without a sign of life the server would have ended the session by then.
        var waiting = Stopwatch.StartNew();
        while (await RowsAsync($"SELECT clock_timestamp() - backend_start > interval '7 s' AND query = 'SELECT 1' {RunSessions}")
            is not ["true"])
            Assert.That(waiting.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)), "the session is gone");
        await File.WriteAllBytesAsync(manifest, content);

        Assert.That((await replaying).Error, Is.Null);
    }

    [Test]
    [Fault("25P03")]
    public async Task A_session_that_the_server_found_idle_for_too_long_is_lost()
    {
        SessionTimeout = TimeSpan.FromSeconds(1);
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        ChangeEverything();

        var run = await RunAsync(RunStage.Load, Entity.Customers, async () =>
        {
            await ChildProcess.PollAsync(
                async () => (await RowsAsync($"SELECT 1 {RunSessions}")).Length == 0, () => "The server never ends the session.");
        });

        await FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("idle-in-transaction timeout"));
    }

    [TestCase(2, 0, Description = "it takes no connections")]
    [TestCase(0, 3, Description = "it refuses the login, as while it is set up")]
    public async Task The_end_is_written_to_the_ledger_as_soon_as_the_database_is_back(int refuse, int deny)
    {
        await using var proxy = UseProxy();
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        Pipeline.Clock.Hurry = 10;

        var run = await RunAsync(RunStage.Load, Entity.Carts, () =>
        {
            (proxy.Refuse, proxy.Deny) = (refuse, deny);
            return EndSessionsAsync();
        });

        Assert.That((proxy.Refuse, proxy.Deny), Is.EqualTo((0, 0)), "the database was away at first");
        await FailedAsync(run, ErrorCode.SessionLost, before);
        await HealsAsync();
    }

    [Test]
    [Fault("connection lost in mid-load")]
    public async Task A_run_whose_end_could_not_be_written_is_abandoned_by_the_next()
    {
        await using var proxy = UseProxy();
        SessionTimeout = TimeSpan.FromHours(1);
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        Pipeline.Clock.Hurry = 60;

        var run = await RunAsync(RunStage.Load, Entity.Carts, () =>
        {
            proxy.Refuse = int.MaxValue;
            return EndSessionsAsync();
        });

        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)ErrorCode.SessionLost)));
        Assert.That(await Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await GivesAsync("SELECT outcome FROM etl_runs ORDER BY run_id", ["succeeded", "running"]);
        proxy.Refuse = 0;
        await HealsAsync();
        await GivesAsync("SELECT outcome FROM etl_runs ORDER BY run_id", ["succeeded", "abandoned", "succeeded"]);
    }

    [Test]
    [Fault("pooler in transaction mode")]
    [Fault("fail-over under a session")]
    public async Task A_run_behind_which_the_lock_vanished_writes_nothing_and_names_both_causes()
    {
        await Pipeline.SucceedAsync();
        var before = await Pipeline.Database.ChecksumAsync();
        ChangeEverything();
        // As if a pooler in transaction mode had given the lock to one server session and the writes to another.
        await OnInsertAsync("etl_runs", "PERFORM pg_advisory_unlock_all()");

        var run = await Pipeline.RunAsync();

        await FailedAsync(run, ErrorCode.SessionLost, before);
        Assert.That(run.Error!.Message, Does.Contain("fail-over").And.Contain("pooler in transaction mode"));
        await HealsAsync();
    }

    [Test]
    public async Task A_write_begins_only_on_the_session_that_holds_the_lock_of_this_very_store()
    {
        await using var session =
            await StoreSession.OpenAsync(Pipeline.Database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var other =
            await StoreSession.OpenAsync(Pipeline.Database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
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
        await OnInsertAsync("etl_runs", """
            RAISE EXCEPTION '% % % % % % % %', current_setting('lock_timeout'), current_setting('idle_session_timeout'),
              current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval'),
                current_setting('tcp_keepalives_idle'),
              current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout')
                USING ERRCODE = '53100'
            """);

        var run = await Pipeline.RunAsync();

        Assert.That(run.Error!.Message, Does.Contain(": 30s 1min 1min 1s 15 5 3 30000."));
    }

    private void ChangeEverything()
    {
        Shop.Products[0]!["price"] = 1.25;
        Shop.Users[0]!["address"]!["city"] = "Oslo";
        Shop.Carts.RemoveAt(0);
        Shop.Carts.Add(NewCart(8, "2026-02-01T00:00:00Z", (1, 1)));
        Shop.Carts.Add(NewCart(9, "2026-02-02T00:00:00Z", (2, 1), (3, 4)));
    }
}
