using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>replay</c>: a warehouse from the landing zone alone.</summary>
internal sealed class ReplayCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Replaying_all_into_an_empty_database_gives_the_same_warehouse_price_history_included()
    {
        await _test.BeforehandAsync();
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 99.5;
        _test.Shop.Carts.RemoveAt(1);
        await _test.BeforehandAsync();
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 120;
        _test.Shop.Products.RemoveAt(4);
        _test.Shop.Users[0]!["address"]!["city"] = "Oslo";
        await _test.BeforehandAsync();
        var (warehouse, asked) = (await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), _test.Shop.Requests);
        const string History = "SELECT product_id, valid_from::text, price FROM product_prices ORDER BY product_id, valid_from";
        var prices = await _test.RowsAsync(History);
        Assert.That(prices, Has.Length.EqualTo(22));
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());

        var replay = await _test.DoneAsync("replay", "--all", "--json");

        using var json = JsonDocument.Parse(replay.Output);
        Assert.That(
            json.RootElement.GetProperty("runs").EnumerateArray()
                .Select(run => (run.GetProperty("trigger").GetString(), run.GetProperty("outcome").GetString())),
            Is.EqualTo(Enumerable.Repeat(("replay", "succeeded"), 3)));
        Assert.That(await _test.RowsAsync(History), Is.EqualTo(prices));
        Assert.That(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(warehouse));
        Assert.That(_test.Shop.Requests, Is.EqualTo(asked));
        await _test.GivesAsync("SELECT notes->>'replayed_run' FROM etl_runs ORDER BY run_id", ["1", "2", "3"]);
    }

    [Test]
    public async Task A_loss_that_an_operator_accepted_once_is_replayed_without_asking_again()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts = [];
        Assert.That((await _test.RunAsync("run")).Code, Is.EqualTo(1), "refused: it never becomes replayable");
        await _test.BeforehandAsync(acceptShrink: true);
        await _test.UseAsync(await TestDatabase.CreateAsync());

        var replay = await _test.DoneAsync("replay", "--all");

        Assert.That(replay.Output, Does.Contain("Accepted although it shrank: carts 7 -> 0."));
        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "succeeded|-", "succeeded|-" }));
        await _test.GivesAsync("SELECT count(*) FROM carts", ["0"]);
    }

    [TestCase("replay")]
    [TestCase("replay", "--all")]
    public async Task A_damaged_manifest_is_named_and_not_passed_over(params string[] args)
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts.RemoveAt(1);
        await _test.BeforehandAsync();
        await _test.UseAsync(await TestDatabase.CreateAsync());
        var newest = Directory.GetFiles(_test.LandingPath, "*-2.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(newest, "{");

        var replay = await _test.EndsAsync(1, args);

        Assert.That(replay.Everything, Does.Contain("landing_damaged").And.Contain(newest));
        await _test.GivesAsync("SELECT count(*) FROM products", ["0"]);
        await _test.DoneAsync("replay", "--run", "1");
    }

    [Test]
    public async Task What_was_replayed_before_a_later_store_failed_is_printed()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__1__Name"] = "second";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url;
        var damaged = Directory.CreateDirectory(Path.Combine(_test.LandingPath, "second", "runs"));
        await File.WriteAllTextAsync(Path.Combine(damaged.FullName, "20260301T000000000Z-1.json"), "{");

        var plain = await _test.EndsAsync(1, "replay", "--all", "--force");
        Assert.That(plain.Output, Does.Match("(?m)^fakestore: run 2 succeeded"));
        Assert.That(plain.Error, Does.Contain("landing_damaged"));

        var json = await _test.EndsAsync(1, "replay", "--all", "--force", "--json");
        using var document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run_id").GetInt64()),
            Is.EqualTo(new[] { 3L }));
    }

    [Test]
    public async Task Of_a_shop_that_has_moved_nothing_is_replayed_before_somebody_says_that_it_is_the_same()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__0__BaseUrl"] = _test.Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await _test.UseAsync(await TestDatabase.CreateAsync());

        foreach (var args in new[] { new[] { "replay" }, ["replay", "--all"], ["replay", "--run", "1"] })
        {
            var refused = await _test.EndsAsync(1, args);
            Assert.That(refused.Everything, Does.Contain("store_changed")
                .And.Contain($"address {_test.Shop.Url} -> {_test.Settings["Stores__0__BaseUrl"]}").And.Contain("--force"));
        }
        await _test.GivesAsync("SELECT count(*) FROM products", ["0"]);

        await _test.DoneAsync("replay", "--all", "--force");
        await _test.GivesAsync("SELECT count(*) FROM products", ["20"]);
    }

    [Test]
    [Fault("landed file damaged")]
    public async Task A_damaged_chunk_is_named_and_changes_nothing()
    {
        await _test.BeforehandAsync();
        await _test.UseAsync(await TestDatabase.CreateAsync());
        foreach (var chunk in Directory.GetFiles(_test.LandingPath, "*.gz", SearchOption.AllDirectories))
            await File.WriteAllBytesAsync(chunk, [1, 2, 3]);

        var replay = await _test.EndsAsync(1, "replay");

        Assert.That(replay.Output, Does.Contain("failed (landing_damaged)").And.Contain(".ndjson.gz"));
        await _test.GivesAsync("SELECT count(*) FROM products", ["0"]);
    }
}
