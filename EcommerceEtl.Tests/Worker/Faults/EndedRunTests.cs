using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>Runs that end in neither success nor failure, and those whose success was not heard: what they leave, from all sides.</summary>
public sealed class EndedRunTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    public EndedRunTests() => _bench.Shop.Carts.RemoveAt(0);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    [Fault("SIGTERM at any stage")]
    public async Task A_slot_that_is_told_to_stop_is_cancelled_and_not_tried_again(bool inTheLoad)
    {
        var tables = await _bench.Pipeline.Database.ChecksumAsync();
        using var stop = new CancellationTokenSource();
        if (inTheLoad)
            await _bench.Pipeline.Database.ExecuteAsync("""
                CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
                CREATE TRIGGER slow BEFORE DELETE ON carts FOR EACH STATEMENT EXECUTE FUNCTION slow()
                """);
        else
            _bench.Shop.Before = context =>
            {
                if (context.Request.Path == "/products")
                    stop.Cancel();
                return false;
            };

        var serving = _bench.ServeAsync(stop.Token);
        if (inTheLoad)
        {
            await ChildProcess.PollAsync(
                async () => await _bench.Pipeline.Database.RowsAsync(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'") is ["1"],
                () => "The load is never slow.");
            await stop.CancelAsync();
        }
        var slot = await serving;

        Assert.That(slot.Ledger, Is.EqualTo(
            new[] { new LedgerEnd("cancelled", "cancelled", "The run was told to stop. Nothing was changed.") }));
        Assert.That(slot.Counted, Is.EqualTo(
            new Dictionary<string, long> { ["etl.runs{error_code=cancelled,outcome=cancelled,trigger=schedule}"] = 1 }));
        Assert.That(slot.Log.Select(line => (line.Level, line.Text)),
            Is.EqualTo(new[] { (LogLevel.Warning, "Store fakestore: run 2 was told to stop; nothing was changed.") }));
        Assert.That(await _bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables));
    }

    [Test]
    [Fault("command beside the worker")]
    public async Task A_lock_that_another_run_holds_ends_a_command_with_3_and_leaves_a_slot_skipped()
    {
        var tables = await _bench.Pipeline.Database.ChecksumAsync();
        ObservedRun run, slot;
        string skipped;
        await using (var other = await _bench.Pipeline.Database.OpenAsync())
        {
            skipped =
                $"Store fakestore: skipped, another run holds the store's lock. The lock is held by process {other.ProcessID} of the role "
                + "`";
            await other.RowsAsync("SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text");
            // 5 s of patience in 0.1 s.
            _bench.Pipeline.Clock.Hurry = 50;
            run = await _bench.RunAsync();
            slot = await _bench.ServeAsync();
            await other.RowsAsync("SELECT pg_advisory_unlock_all()::text");
        }

        Assert.That((run.Exit, run.Ledger.Count), Is.EqualTo((3, 0)));
        Assert.That(slot.Ledger, Is.EqualTo(
            new[] { new LedgerEnd("skipped", "-", "Another run held the store's lock for the whole wait.") }));
        Assert.That(slot.Counted, Is.EqualTo(
            new Dictionary<string, long> { ["etl.runs{error_code=none,outcome=skipped,trigger=schedule}"] = 1 }));
        foreach (var found in new[] { run, slot })
        {
            Assert.That(found.Log.Select(line => line.Level), Is.EqualTo(new[] { LogLevel.Warning }));
            Assert.That(found.Log.Single().Text, Does.StartWith(skipped));
        }
        Assert.That(await _bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables));
    }

    [Test]
    [Fault("COMMIT answer lost")]
    public async Task A_commit_whose_answer_was_lost_is_the_success_that_it_was()
    {
        await using var proxy = BreakAtCommit(CommitFate.AnswerLost);

        var run = await _bench.SucceedsAsync();
        _bench.Shop.Carts.RemoveAt(0);
        var slot = await _bench.ServesAsync();

        Assert.That((run.Exit, proxy.CommitsBroken), Is.EqualTo((0, 2)));
        foreach (var found in new[] { run, slot })
            Assert.That(found.Log.Count(line => line.Level == LogLevel.Warning
                && line.Text.Contains("the connection broke at COMMIT", StringComparison.Ordinal)), Is.EqualTo(1));
        await _bench.Pipeline.Database.GivesAsync("SELECT count(*) FROM carts", ["5"]);
        Assert.That(
            Directory.GetFiles(_bench.Pipeline.LandingPath, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText),
            Has.All.Match("\"outcome\": *\"succeeded\""));
        _bench.Shop.Before = null;
        await _bench.SucceedsAsync(await _bench.Pipeline.Database.ChecksumAsync());
    }

    [Test]
    [Fault("COMMIT answer lost")]
    public async Task A_commit_that_never_arrived_is_a_failure_that_is_tried_again()
    {
        await using var proxy = BreakAtCommit(CommitFate.Lost);

        await _bench.FailsAsync(ErrorCode.SessionLost, transient: true, "Nothing was written; run again");

        Assert.That(proxy.CommitsBroken, Is.EqualTo(3));
        _bench.Shop.Before = null;
        await _bench.SucceedsAsync();
        await _bench.Pipeline.Database.GivesAsync("SELECT count(*) FROM carts", ["6"]);
    }

    /// <summary>From now on the COMMIT of each load breaks; the shop's last answer is the sign that it comes next.</summary>
    private DatabaseProxy BreakAtCommit(CommitFate fate)
    {
        var proxy = new DatabaseProxy(_bench.Pipeline.Database.ConnectionString);
        _bench.Pipeline.Settings = _bench.Pipeline.Settings
            with
        { Database = _bench.Pipeline.Settings.Database with { ConnectionString = proxy.ConnectionString } };
        _bench.Shop.Before = context =>
        {
            if (context.Request.Path == "/products")
                proxy.Commit = fate;
            return false;
        };
        return proxy;
    }
}
