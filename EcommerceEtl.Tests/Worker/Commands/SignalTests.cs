namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>A signal ends a run cleanly wherever it is: rolled back, recorded, soon, and with the signal's own exit code.</summary>
internal sealed class SignalTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("TERM", 143)]
    [TestCase("INT", 130)]
    [Fault("SIGTERM at any stage")]
    public async Task A_signal_during_a_slow_extract_cancels_the_run(string signal, int code)
    {
        await _test.BeforehandAsync();
        var before = await _test.Database.ChecksumAsync();
        var asked = _test.Shop.Hold();
        await using var run = _test.Start("run");
        await asked;

        var ended = await EndAsync(run, signal);

        Assert.That(ended.Code, Is.EqualTo(code), ended.Everything);
        Assert.That(ended.Output, Does.StartWith("fakestore: run 2 cancelled"));
        ended.ShowsNoStackTrace();
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "succeeded|-", "cancelled|cancelled" }));
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));
    }

    [Test]
    [Fault("SIGTERM at any stage")]
    public async Task A_signal_during_a_slow_load_rolls_it_back()
    {
        await SlowDownAsync();
        await using var run = _test.Start("run");
        await WaitForAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'");

        var ended = await EndAsync(run, "TERM");

        Assert.That(ended.Code, Is.EqualTo(143), ended.Everything);
        ended.ShowsNoStackTrace();
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "cancelled|cancelled" }));
        await _test.GivesAsync("SELECT count(*) FROM products UNION ALL SELECT count(*) FROM carts", ["0", "0"]);
    }

    [Test]
    [Fault("SIGTERM at any stage")]
    public async Task A_signal_while_waiting_for_the_lock_ends_the_wait()
    {
        await using var other = await _test.Database.OpenAsync();
        await Tests.Warehouse.QueryRows.RowsAsync(
            other, "SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text");
        await using var run = _test.Start("run");
        await WaitForAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl' AND "
            + "query LIKE '%pg_try_advisory_lock%'");

        var ended = await EndAsync(run, "TERM");

        Assert.That(ended.Code, Is.EqualTo(143), ended.Everything);
        Assert.That(await _test.LedgerAsync(), Is.Empty);
    }

    [Test]
    public async Task The_stores_that_had_no_turn_yet_get_none()
    {
        _test.Settings["Stores__1__Name"] = "second";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url;
        var asked = _test.Shop.Hold();
        await using var run = _test.Start("run", "--json");
        await asked;

        var ended = await EndAsync(run, "TERM");

        Assert.That(ended.Code, Is.EqualTo(143), ended.Everything);
        using var json = System.Text.Json.JsonDocument.Parse(ended.Output);
        Assert.That(json.RootElement.GetProperty("runs").EnumerateArray().Select(one => one.GetProperty("outcome").GetString()),
            Is.EqualTo(new[] { "cancelled" }));
        await _test.GivesAsync("SELECT name FROM stores", ["fakestore"]);
    }

    [Test]
    public async Task A_replay_ends_the_same_way()
    {
        await _test.BeforehandAsync();
        await _test.UseAsync(await Tests.Warehouse.TestDatabase.CreateAsync());
        await SlowDownAsync();
        await using var replay = _test.Start("replay");
        await WaitForAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'");

        var ended = await EndAsync(replay, "INT");

        Assert.That(ended.Code, Is.EqualTo(130), ended.Everything);
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "cancelled|cancelled" }));
    }

    private Task<int> SlowDownAsync() => _test.Database.ExecuteAsync("""
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
        CREATE TRIGGER slow BEFORE INSERT ON carts FOR EACH ROW EXECUTE FUNCTION slow()
        """);

    private static async Task<WorkerExit> EndAsync(ChildProcess run, string signal)
    {
        if (signal == "INT" && IgnoresInterrupts(run.Id))
            Assert.Ignore("SIGINT is ignored by whatever started these tests, a job in a shell's background for example, and so by every "
                + "process below.");
        var ended = await run.EndAsync(signal);
        Assert.That(ended.Took, Is.LessThan(Soon), ended.Everything);
        return ended;
    }

    /// <summary>True if SIGINT does not reach a process: a shell starts what it puts into the background with that signal ignored, and
    /// everything below inherits it.</summary>
    private static bool IgnoresInterrupts(int process) => OperatingSystem.IsLinux()
        && File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    private Task WaitForAsync(string query) => ChildProcess.PollAsync(
        async () => (await _test.RowsAsync(query)).Length > 0, () => $"No row: {query}");
}
