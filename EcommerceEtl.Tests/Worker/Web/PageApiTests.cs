using System.Net;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Data.Schema;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>What programs are answered beside the page.</summary>
internal sealed class PageApiTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("report", "")]
    [TestCase("report", "--currency USD --from 2020-01-02 --to 2020-01-03")]
    [TestCase("report", "--store fresh")]
    [TestCase("status", "")]
    public async Task The_answer_is_what_the_command_prints(string command, string options)
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql);
        await _test.Database.ExecuteAsync(
            "INSERT INTO stores VALUES (99, 'fresh', 'FakeStore', 'x', 'EUR', 'Asia/Tokyo', 'derived', 'simulated', 'simulated')");
        await _test.Database.FillRollupsAsync();
        _test.Settings["Stores__0__Cron"] = WorkerBundle.Yearly;
        await using var page = await PageBundle.StartAsync(
            _test.Database.ConnectionString, stores: new StoreOptions { Name = "fakestore", Cron = WorkerBundle.Yearly });
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var printed = await _test.DoneAsync([command, "--json", .. words]);
        var query = string.Join('&', words.Chunk(2).Select(option => $"{option[0][2..]}={option[1]}"));
        var answer = await page.AskAsync($"/api/{command}?{query}");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        Assert.That(answer.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
        Assert.That(answer.Body, Is.EqualTo(printed.Output).And.Length.GreaterThan(100));
    }

    [TestCase("/api/report?from=tomorrow", "from takes")]
    [TestCase("/api/report?store=other", "No store of the warehouse")]
    [TestCase("/api/status?to=2020-02-30", "to takes")]
    public async Task What_cannot_be_answered_is_said_in_json(string address, string says)
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql);
        await using var page = await PageBundle.StartAsync(_test.Database.ConnectionString);
        var answer = await page.AskAsync(address);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)JsonNode.Parse(answer.Body)!["error"], Does.Contain(says));
    }

    [Test]
    public async Task A_database_that_is_away_is_said_in_json()
    {
        await using var page = await PageBundle.StartAsync("Host=127.0.0.1;Port=1;Username=etl;Database=none");
        var answer = await page.AskAsync("/api/status");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((string?)JsonNode.Parse(answer.Body)!["error"], Does.StartWith("database_unreachable: "));
        Assert.That(answer.Header("Retry-After"), Is.EqualTo("15"));
    }
}
