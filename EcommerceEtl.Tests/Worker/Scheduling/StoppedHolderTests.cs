namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What becomes of the locks of a worker that stands still or dies, and of the worker when it wakes.</summary>
internal sealed class StoppedHolderTests : IAsyncDisposable
{
    private const string Sessions = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl'";
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>One worker holds three stores, each at another point of its run; then it stands still for longer than its sessions may be
    /// silent.</summary>
    [Test]
    [Fault("SIGSTOP past every time-out")]
    public async Task A_peer_takes_over_what_a_stopped_worker_held_and_the_woken_one_writes_nothing()
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString) { SilentAfter = "COPY carts ("u8.ToArray() };
        await using var idleShop = await ShopDouble.FakeStoreAsync();
        await using var statementShop = await ShopDouble.FakeStoreAsync();
        await using var copyShop = await ShopDouble.FakeStoreAsync();
        (string Key, string Value)[] stores =
        [
            ("Stores__0__Name", "idle"), ("Stores__0__BaseUrl", idleShop.Url), ("Stores__0__Cron", WorkerBundle.Yearly),
            ("Stores__1__Name", "statement"), ("Stores__1__BaseUrl", statementShop.Url), ("Stores__1__Cron", WorkerBundle.Yearly),
            ("Stores__2__Name", "copy"), ("Stores__2__BaseUrl", copyShop.Url), ("Stores__2__Cron", WorkerBundle.Yearly),
        ];
        await GateAsync("statement");
        var asked = idleShop.Hold();
        await using var holder = _test.Serve([.. stores, ("ConnectionStrings__Warehouse", proxy.ConnectionString)]);
        await asked;
        await _test.RowAsync($"SELECT {Sessions} AND wait_event = 'PgSleep'", holder);
        await _test.RowAsync(
            $"SELECT {Sessions} AND state = 'active' AND wait_event = 'ClientRead' AND query LIKE 'COPY carts (%'", holder);

        await holder.SignalAsync("STOP");
        await _test.Database.ExecuteAsync("INSERT INTO gate VALUES (true)");
        idleShop.Instead = null;
        await using var peer = _test.Serve(stores);
        await _test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded' HAVING count(*) = 3", peer);

        const string Ledger = "SELECT name, outcome, error_code FROM etl_runs JOIN stores USING (store_id) ORDER BY name, run_id";
        var ledger = await _test.RowsAsync(Ledger);
        Assert.That(ledger, Is.EqualTo(new[]
        {
            "copy|abandoned|-", "copy|succeeded|-", "idle|abandoned|-", "idle|succeeded|-", "statement|abandoned|-",
            "statement|succeeded|-",
        }));
        Assert.That(peer.Log, Does.Contain("Store copy: the holder of the lock"));
        var before = await _test.Database.ChecksumAsync();

        await holder.SignalAsync("CONT");
        foreach (var store in new[] { "idle", "statement", "copy" })
            Assert.That(await holder.LineAsync($"Store {store}: run "), Does.Contain("failed (session_lost)"));
        // It has asked for each slot again and found it done before it ends.
        Assert.That((await holder.EndAsync()).Code, Is.Zero, holder.Log);

        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before), holder.Log);
        Assert.That(await _test.RowsAsync(Ledger), Is.EqualTo(ledger), holder.Log);
        await _test.Database.HoldsAsync();
    }

    [Test]
    [Fault("killed in a long statement")]
    public async Task A_worker_killed_inside_a_long_statement_frees_its_lock_within_three_seconds()
    {
        await GateAsync("fakestore");
        await using var worker = _test.Serve(("Stores__0__Cron", WorkerBundle.Yearly));
        await _test.RowAsync($"SELECT {Sessions} AND wait_event = 'PgSleep'", worker);
        await using var session = await _test.Database.OpenAsync();

        await worker.EndAsync("KILL");
        var killed = TimeProvider.System.GetTimestamp();
        const string Try = "SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text";
        await ChildProcess.PollAsync(async () => (await session.RowsAsync(Try))[0] == "true", () => "The lock is never free.");

        var took = TimeProvider.System.GetElapsedTime(killed);
        await TestContext.Out.WriteLineAsync($"free {took.TotalMilliseconds:0} ms after the kill");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    /// <summary>An insert of a store's products takes until the gate has a row.</summary>
    private Task<int> GateAsync(string store) => _test.Database.ExecuteAsync($"""
        CREATE TABLE gate (open boolean);
        CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $body$
          BEGIN
            WHILE NEW.store_id = (SELECT store_id FROM stores WHERE name = '{store}') AND NOT EXISTS (SELECT FROM gate) LOOP
              PERFORM pg_sleep(0.1);
            END LOOP;
            RETURN NEW;
          END
        $body$;
        CREATE TRIGGER gate BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION gate()
        """);
}
