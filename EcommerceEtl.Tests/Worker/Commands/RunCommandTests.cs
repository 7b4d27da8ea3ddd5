using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>run</c>: data on standard output, all else on standard error, exit codes as documented.</summary>
internal sealed class RunCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_run_ends_with_0_and_prints_its_summary_alone()
    {
        var run = await _test.DoneAsync("run");

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines[0], Does.Match(@"^fakestore: run 1 succeeded in \d+\.\d s \(extract \d+\.\d s, load \d+\.\d s\)$"));
        Assert.That(lines[1..].Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))), Is.EqualTo(new[]
        {
            "entity extracted inserted updated unchanged removed rejected live",
            "products 20 20 0 0 0 0 20",
            "customers 10 10 0 0 0 0 10",
            "carts 7 7 0 0 0 0 7",
        }));
        Assert.That(lines[1..].Select(line => line.Length).Distinct().Count(), Is.EqualTo(1), "the columns are aligned");
        Assert.That(run.Error, Does.Contain("fakestore: asking the shop for carts").And.Contain("fakestore: loading products")
            .And.Contain("run 1 succeeded: 37 extracted"));
        Assert.That(run.ErrorLines, Has.Some.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info: "), "logs carry UTC times");
    }

    [Test]
    public async Task Json_is_all_that_stands_on_standard_output()
    {
        var run = await _test.DoneAsync("run", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var only = json.RootElement.GetProperty("runs").EnumerateArray().Single();
        Assert.That(json.RootElement.EnumerateObject().Count(), Is.EqualTo(1));
        Assert.That(only.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[]
        {
            "store", "run_id", "trigger", "outcome", "started_at", "snapshot_time", "seconds", "extract_seconds", "load_seconds", "remarks",
            "missing", "entities",
        }));
        Assert.That(
            (only.GetProperty("store").GetString(), only.GetProperty("run_id").GetInt64(), only.GetProperty("trigger").GetString(),
                only.GetProperty("outcome").GetString()),
            Is.EqualTo(("fakestore", 1L, "manual", "succeeded")));
        Assert.That(only.GetProperty("started_at").GetString(), Does.EndWith("Z"));
        Assert.That(only.GetProperty("entities")[2].EnumerateObject().Select(field => field.Name), Is.EqualTo(new[]
        {
            "entity", "extracted", "duplicates", "inserted", "updated", "unchanged", "removed", "rejected", "skipped", "unpriced", "live",
            "bytes", "drift",
        }));
        Assert.That(only.GetProperty("entities")[2].GetProperty("inserted").GetInt64(), Is.EqualTo(7));
        Assert.That(run.Error, Does.Contain("run 1 succeeded"));
    }

    [Test]
    public async Task A_failed_run_ends_with_1_and_says_why_in_its_summary()
    {
        _test.Shop.AnswerWith(403);

        var run = await _test.EndsAsync(1, "run", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var only = json.RootElement.GetProperty("runs")[0];
        Assert.That((only.GetProperty("outcome").GetString(), only.GetProperty("error_code").GetString()),
            Is.EqualTo(("failed", "source_refused")));
        Assert.That(only.GetProperty("error").GetString(), Does.Contain("403"));
        Assert.That(only.GetProperty("entities").GetArrayLength(), Is.Zero);
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "failed|source_refused" }));
    }

    [Test]
    public async Task All_stores_run_and_the_worst_exit_code_counts()
    {
        _test.Settings["Stores__1__Name"] = "closed";
        _test.Settings["Stores__1__BaseUrl"] = "http://127.0.0.1:1";

        var both = await _test.EndsAsync(1, "run");
        Assert.That(both.Output, Does.Match("(?m)^fakestore: run 1 succeeded")
            .And.Match(@"(?m)^closed: run 2 failed \(source_unreachable\)"));

        var chosen = await _test.DoneAsync("run", "--store", "fakestore");
        Assert.That(chosen.Output, Does.Contain("fakestore: run 3 succeeded").And.Not.Contain("closed"));
    }

    [Test]
    [Fault("command beside the worker")]
    public async Task A_lock_that_another_session_holds_ends_the_run_with_3_after_five_seconds()
    {
        await using var other = await _test.Database.OpenAsync();
        await Tests.Warehouse.QueryRows.RowsAsync(
            other, "SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text");

        var run = await _test.EndsAsync(3, "run");

        Assert.That(run.Output, Does.StartWith("fakestore: skipped: another run holds the store's lock in 5."));
        Assert.That(run.Output, Does.Contain(
            $"\n  The lock is held by process {other.ProcessID} of the role `postgres` (no application name, connected since 20"));
        Assert.That(run.Error, Does.Contain(
            $"another run holds the store's lock. The lock is held by process {other.ProcessID} of the role "));
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract without the lock");
        Assert.That(await _test.LedgerAsync(), Is.Empty);
    }

    [Test]
    public async Task A_reader_that_leaves_early_ends_nothing_in_a_stack_trace()
    {
        var run = await ChildProcess.RunAsync(WorkerProgram.Call("run"), _test.Settings, closeOutput: true);

        Assert.That(run.Code, Is.Zero, run.Error);
        run.ShowsNoStackTrace();
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "succeeded|-" }));
    }
}
