using System.Text.Json;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>status</c>: freshness, next due time and last runs, from the ledger.</summary>
internal sealed class StatusCommandTests : CommandTestCase
{
    [Test]
    public async Task It_shows_each_store_and_its_last_runs_newest_first()
    {
        await BeforehandAsync();
        Shop.Instead = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await WorkerAsync("run");

        var status = await DoneAsync("status");

        var lines = status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.Match("^fakestore: last success [0-9]+ s ago, last outcome failed, next run 20[-0-9 :]+Z, 0 unpriced lines, 0 records in quarantine$"));
        Assert.That(lines[1], Does.Match("^ +2 20.* fakestore +manual +failed +source_error ."));
        Assert.That(lines[2], Does.Match("^ +1 20.* fakestore +manual +succeeded$"));
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That((await DoneAsync("status", "--runs", "1")).Output, Does.Contain("failed").And.Not.Contain(" succeeded"));
    }

    [Test]
    public async Task Its_json_holds_the_same()
    {
        await BeforehandAsync();

        using var json = JsonDocument.Parse((await DoneAsync("status", "--json")).Output);

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
    public async Task A_warehouse_without_a_run_says_so() =>
        Assert.That((await DoneAsync("status")).Output, Is.EqualTo("No store has been run yet.\n"));
}
