namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What the database reports in the midst of a load fails the run under its code, and the next run puts everything
/// right.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class ReportedErrorTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    [TearDown]
    public async Task EndFaultAsync() => await _bench.Pipeline.Database.ExecuteAsync("DROP FUNCTION IF EXISTS fault CASCADE");

    public async ValueTask DisposeAsync()
    {
        // Whatever was reported last.
        await HealsAsync();
        await _bench.DisposeAsync();
    }

    [FaultCase("40001", "40001", ErrorCode.LockTimeout, true, "Run again")]
    [FaultCase("40P01", "40P01", ErrorCode.LockTimeout, true, "Run again")]
    [FaultCase("57P01", "57P01", ErrorCode.SessionLost, true, "Nothing was written; run again", Of = "reported")]
    [FaultCase("57P02", "57P02", ErrorCode.SessionLost, true, "Nothing was written; run again")]
    [FaultCase("57P03", "57P03", ErrorCode.DatabaseUnreachable, true, "accepts no session right now")]
    [FaultCase("57P05", "57P05", ErrorCode.SessionLost, true, "Nothing was written; run again")]
    [FaultCase("25P04", "25P04", ErrorCode.SessionLost, true, "Nothing was written; run again")]
    [FaultCase("25P03", "25P03", ErrorCode.SessionLost, true, "Nothing was written; run again")]
    [FaultCase("53300", "53300", ErrorCode.DatabaseUnreachable, true, "accepts no session right now")]
    [FaultCase("disk full (53100)", "53100", ErrorCode.DatabaseFull, false, "disk is full", "Make room")]
    [FaultCase("read-only after a fail-over (25006)", "25006", ErrorCode.SessionLost, true, "fail-over", "primary")]
    [FaultCase("missing right (42501)", "42501", ErrorCode.DatabaseRefused, false, "lacks a right", "migrate", Of = "reported")]
    [FaultCase("lock held by DDL or a dump", "55P03", ErrorCode.LockTimeout, true, "dump", Of = "reported")]
    public async Task A_report_during_the_copy_of_carts_fails_the_run_and_changes_no_row(
        string state, ErrorCode code, bool transient, params string[] says)
    {
        await BeginAsync($"""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'made up'
              USING ERRCODE = '{state}'; END $body$;
            CREATE TRIGGER fault BEFORE INSERT ON carts FOR EACH ROW EXECUTE FUNCTION fault()
            """);

        await _bench.FailsAsync(code, transient, [.. says, "made up"]);
    }

    [FaultCase("40001", "40001", ErrorCode.LockTimeout, true, Of = "at COMMIT")]
    [FaultCase("disk full (53100)", "53100", ErrorCode.DatabaseFull, false, Of = "at COMMIT")]
    public async Task A_report_in_answer_to_COMMIT_does_the_same(string state, ErrorCode code, bool transient)
    {
        await BeginAsync($"""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'made up'
              USING ERRCODE = '{state}'; END $body$;
            CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON carts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()
            """);

        await _bench.FailsAsync(code, transient, "made up");

        await HealsAsync();
    }

    [Test]
    [Fault("57P01")]
    public async Task A_backend_that_is_ended_in_the_midst_of_a_copy_takes_all_of_it_along()
    {
        await BeginAsync("""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN
              NEW; END $body$;
            CREATE TRIGGER fault BEFORE INSERT ON cart_lines FOR EACH ROW EXECUTE FUNCTION fault()
            """);

        await _bench.FailsAsync(ErrorCode.SessionLost, transient: true, "administrator command", "Nothing was written; run again");
    }

    [Test]
    [Fault("lock held by DDL or a dump")]
    public async Task A_table_that_another_session_keeps_locked_ends_in_a_lock_time_out()
    {
        // The run's own time-out is 30 s.
        await BeginAsync("""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN PERFORM set_config('lock_timeout', '200ms',
              false); RETURN NEW; END $body$;
            CREATE TRIGGER fault BEFORE INSERT ON etl_runs FOR EACH ROW EXECUTE FUNCTION fault()
            """);

        await using (var dump = await _bench.Pipeline.Database.OpenAsync())
        {
            await using var transaction = await dump.BeginTransactionAsync();
            await dump.RowsAsync("LOCK TABLE carts IN SHARE MODE");
            await _bench.FailsAsync(ErrorCode.LockTimeout, transient: true, "change of the schema or a dump",
                "Run again when it has ended");
        }
    }

    [Test]
    [Fault("older worker on a newer schema")]
    public async Task A_schema_that_became_newer_under_the_worker_lets_it_write_no_more()
    {
        var tables = await _bench.Pipeline.Database.ChecksumAsync();
        await _bench.Pipeline.Database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')");

        var run = await _bench.RunAsync();
        var slot = await _bench.ServeAsync();

        await _bench.Pipeline.Database.ExecuteAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id LIKE '2999%'");
        Assert.That((run.Exit, run.Ledger.Count, slot.Ledger.Count), Is.EqualTo((1, 0, 0)), "the ledger belongs to the newer worker");
        Assert.That(run.Said, Does.StartWith("schema_newer: ").And.Contain("29990101000000_Later"));
        Assert.That(slot.Counted, Is.EqualTo(
            new Dictionary<string, long> { ["etl.runs{error_code=schema_newer,outcome=failed,trigger=schedule}"] = 1 }));
        Assert.That(slot.Log.Select(line => line.Text), Has.One.StartWith(
            "Store fakestore: a run without a number in the ledger failed (schema_newer): ").And.One.Contain("29990101000000_Later"));
        Assert.That(await _bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables));
    }

    /// <summary>Something of everything has changed at the shop, and the database is made to fail.</summary>
    private async Task BeginAsync(string fault)
    {
        var cart = _bench.Shop.Carts[0]!.DeepClone();
        cart["id"] = 100 + _bench.Shop.Carts.Count;
        _bench.Shop.Carts.Add(cart);
        _bench.Shop.Products[0]!["price"] = 10 + _bench.Shop.Carts.Count;
        _bench.Shop.Users[0]!["address"]!["city"] = $"Oslo {_bench.Shop.Carts.Count}";
        await _bench.Pipeline.Database.ExecuteAsync(fault);
    }

    private async Task HealsAsync()
    {
        await _bench.Pipeline.Database.ExecuteAsync("DROP FUNCTION IF EXISTS fault CASCADE");
        await _bench.SucceedsAsync();
        await _bench.Pipeline.Database.GivesAsync("SELECT count(*)::text FROM carts UNION ALL SELECT city FROM customers WHERE user_id = 1",
            [$"{_bench.Shop.Carts.Count}", $"Oslo {_bench.Shop.Carts.Count}"]);
    }
}
