using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>replay</c>: a warehouse from the landing zone alone.</summary>
internal sealed class ReplayCommandTests : CommandTestCase
{
    [Test]
    public async Task Replaying_all_into_an_empty_database_gives_the_same_warehouse_price_history_included()
    {
        await BeforehandAsync();
        ShopDouble.ById(Shop.Products, 1)["price"] = 99.5;
        Shop.Carts.RemoveAt(1);
        await BeforehandAsync();
        ShopDouble.ById(Shop.Products, 1)["price"] = 120;
        Shop.Products.RemoveAt(4);
        Shop.Users[0]!["address"]!["city"] = "Oslo";
        await BeforehandAsync();
        var (warehouse, asked) = (await Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Shop.Requests);
        const string History = "SELECT product_id, valid_from::text, price FROM product_prices ORDER BY product_id, valid_from";
        var prices = await Database.RowsAsync(History);
        Assert.That(prices, Has.Length.EqualTo(22));
        await UseAsync(await TestDatabase.CreateEmptyAsync());

        var replay = await DoneAsync("replay", "--all", "--json");

        using var json = JsonDocument.Parse(replay.Output);
        Assert.That(
            json.RootElement.GetProperty("runs").EnumerateArray()
                .Select(run => (run.GetProperty("trigger").GetString(), run.GetProperty("outcome").GetString())),
            Is.EqualTo(Enumerable.Repeat(("replay", "succeeded"), 3)));
        Assert.That(await Database.RowsAsync(History), Is.EqualTo(prices));
        Assert.That(await Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(warehouse));
        Assert.That(Shop.Requests, Is.EqualTo(asked));
        await Database.GivesAsync("SELECT notes->>'replayed_run' FROM etl_runs ORDER BY run_id", ["1", "2", "3"]);
    }

    [Test]
    public async Task A_loss_that_an_operator_accepted_once_is_replayed_without_asking_again()
    {
        await BeforehandAsync();
        Shop.Carts = [];
        Assert.That((await WorkerAsync("run")).Code, Is.EqualTo(1), "refused: it never becomes replayable");
        await BeforehandAsync(acceptShrink: true);
        await UseAsync(await TestDatabase.CreateAsync());

        var replay = await DoneAsync("replay", "--all");

        Assert.That(replay.Output, Does.Contain("Accepted although it shrank: carts 7 -> 0."));
        Assert.That(await LedgerAsync(), Is.EqualTo(new[] { "succeeded|-", "succeeded|-" }));
        await Database.GivesAsync("SELECT count(*) FROM carts", ["0"]);
    }

    [TestCase("replay")]
    [TestCase("replay", "--all")]
    public async Task A_damaged_manifest_is_named_and_not_passed_over(params string[] args)
    {
        await BeforehandAsync();
        Shop.Carts.RemoveAt(1);
        await BeforehandAsync();
        await UseAsync(await TestDatabase.CreateAsync());
        var newest = Directory.GetFiles(Settings["Landing__Path"]!, "*-2.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(newest, "{");

        var replay = await WorkerAsync(args);

        Assert.That(replay.Code, Is.EqualTo(1), replay.Everything);
        Assert.That(replay.Everything, Does.Contain("landing_damaged").And.Contain(newest));
        replay.ShowsNoStackTrace();
        await Database.GivesAsync("SELECT count(*) FROM products", ["0"]);
        await DoneAsync("replay", "--run", "1");
    }

    [Test]
    public async Task What_was_replayed_before_a_later_store_failed_is_printed()
    {
        await BeforehandAsync();
        Settings["Stores__1__Name"] = "second";
        Settings["Stores__1__BaseUrl"] = Shop.Url;
        var damaged = Directory.CreateDirectory(Path.Combine(Settings["Landing__Path"]!, "second", "runs"));
        await File.WriteAllTextAsync(Path.Combine(damaged.FullName, "20260301T000000000Z-1.json"), "{");

        var plain = await WorkerAsync("replay", "--all", "--force");
        Assert.That(plain.Code, Is.EqualTo(1), plain.Everything);
        Assert.That(plain.Output, Does.Match("(?m)^fakestore: run 2 succeeded"));
        Assert.That(plain.Error, Does.Contain("landing_damaged"));

        var json = await WorkerAsync("replay", "--all", "--force", "--json");
        Assert.That(json.Code, Is.EqualTo(1), json.Everything);
        using var document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run_id").GetInt64()),
            Is.EqualTo(new[] { 3L }));
    }

    [Test]
    public async Task Of_a_shop_that_has_moved_nothing_is_replayed_before_somebody_says_that_it_is_the_same()
    {
        await BeforehandAsync();
        Settings["Stores__0__BaseUrl"] = Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await UseAsync(await TestDatabase.CreateAsync());

        foreach (var args in new[] { new[] { "replay" }, ["replay", "--all"], ["replay", "--run", "1"] })
        {
            var refused = await WorkerAsync(args);
            Assert.That(refused.Code, Is.EqualTo(1), refused.Everything);
            Assert.That(refused.Everything, Does.Contain("store_changed")
                .And.Contain($"address {Shop.Url} -> {Settings["Stores__0__BaseUrl"]}").And.Contain("--force"));
            refused.ShowsNoStackTrace();
        }
        await Database.GivesAsync("SELECT count(*) FROM products", ["0"]);

        await DoneAsync("replay", "--all", "--force");
        await Database.GivesAsync("SELECT count(*) FROM products", ["20"]);
    }

    [Test]
    [Fault("landed file damaged")]
    public async Task A_damaged_chunk_is_named_and_changes_nothing()
    {
        await BeforehandAsync();
        await UseAsync(await TestDatabase.CreateAsync());
        foreach (var chunk in Directory.GetFiles(Settings["Landing__Path"]!, "*.gz", SearchOption.AllDirectories))
            await File.WriteAllBytesAsync(chunk, [1, 2, 3]);

        var replay = await WorkerAsync("replay");

        Assert.That(replay.Code, Is.EqualTo(1));
        Assert.That(replay.Output, Does.Contain("failed (landing_damaged)").And.Contain(".ndjson.gz"));
        replay.ShowsNoStackTrace();
        await Database.GivesAsync("SELECT count(*) FROM products", ["0"]);
    }
}
