using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>status</c>: freshness, next due time and last runs, from the ledger.</summary>
internal sealed class StatusCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task It_shows_each_store_and_its_last_runs_newest_first()
    {
        await _test.BeforehandAsync();
        _test.Shop.AnswerWith(404);
        await _test.RunAsync("run");

        var status = await _test.DoneAsync("status");

        var lines = status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.Match("^  store +last success +last end +next run +unpriced +rejected$"));
        Assert.That(lines[1], Does.Match("^  fakestore +[0-9]+ s ago +failed +20[-0-9 :]+Z +0 +0$"));
        Assert.That(lines[2], Does.Match("^  store +entity +at the shop +landed +in the warehouse +complete since$"));
        Assert.That(lines[3..6].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(new[]
        {
            new[] { "fakestore", "carts", "7", "7", "7", "the", "beginning" },
            ["fakestore", "customers", "10", "10", "10", "the", "beginning"],
            ["fakestore", "products", "20", "20", "20", "the", "beginning"],
        }));
        Assert.That(lines[6], Does.Match("^  run +started +store +trigger +outcome$"));
        Assert.That(lines[7], Does.Match("^ +2  20.*Z  fakestore +manual +failed$"));
        Assert.That(lines[8], Does.StartWith("    source_error: "));
        Assert.That(lines[^1], Does.Match("^ +1  20.*Z  fakestore +manual +succeeded$"));
        Assert.That((await _test.DoneAsync("status", "--runs", "1")).Output, Does.Contain("failed").And.Not.Contain(" succeeded"));
    }

    [Test]
    public async Task Its_json_holds_the_same()
    {
        await _test.BeforehandAsync();

        using var json = JsonDocument.Parse((await _test.DoneAsync("status", "--json")).Output);

        var store = json.RootElement.GetProperty("stores").EnumerateArray().Single();
        Assert.That(store.GetProperty("store").GetString(), Is.EqualTo("fakestore"));
        Assert.That(store.GetProperty("last_outcome").GetString(), Is.EqualTo("succeeded"));
        Assert.That(store.GetProperty("last_success_at").GetDateTime(), Is.EqualTo(store.GetProperty("last_completion_at").GetDateTime()));
        var next = store.GetProperty("next_run_at").GetDateTime();
        Assert.That((next.Minute % 15, next.Second), Is.EqualTo((0, 0)));
        var run = json.RootElement.GetProperty("runs").EnumerateArray().Single();
        Assert.That((run.GetProperty("run_id").GetInt64(), run.GetProperty("outcome").GetString()), Is.EqualTo((1L, "succeeded")));
    }

    [Test]
    public async Task A_store_that_was_never_run_is_shown_too()
    {
        Assert.That((await _test.DoneAsync("status")).Output, Does.Match("(?m)^  fakestore +never +none +20[-0-9 :]+Z +0 +0$"));
        await _test.BeforehandAsync();
        _test.Settings["Stores__1__Name"] = "added";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url;

        Assert.That((await _test.DoneAsync("status")).Output, Does.Match("(?m)^  added +never .*\n  fakestore +[0-9]+ s ago "));
        using var json = JsonDocument.Parse((await _test.DoneAsync("status", "--json")).Output);
        Assert.That(json.RootElement.GetProperty("stores").EnumerateArray().Select(store => store.GetProperty("store").GetString()),
            Is.EqualTo(new[] { "added", "fakestore" }));
    }

    [Test]
    public async Task A_success_of_long_ago_is_told_in_days()
    {
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync("UPDATE etl_runs SET started_at = started_at - interval '90 days', "
            + "finished_at = finished_at - interval '90 days'");

        Assert.That((await _test.DoneAsync("status")).Output, Does.Match("(?m)^  fakestore +90 days ago "));
    }
}
