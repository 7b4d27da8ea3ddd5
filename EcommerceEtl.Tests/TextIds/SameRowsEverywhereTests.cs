namespace EcommerceEtl.Tests.TextIds;

/// <summary>The same shops give the same rows on every machine, whatever its language and time zone and whichever order things come
/// in.</summary>
public sealed class SameRowsEverywhereTests : IAsyncDisposable
{
    private static readonly DateTimeOffset First = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly PipelineBundle _test = TextShopData.StartPipeline();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("worker in another time zone")]
    public async Task Another_process_in_Tokyo_that_speaks_Turkish_makes_the_same_rows()
    {
        await using var second = await ShopDouble.StartAsync();
        TextShopData.Fill(_test.Shop, 1);
        TextShopData.Fill(second, 2);
        var alpha = _test.Store with { TimeZone = "Europe/Berlin" };
        var beta = TextShopData.Store("beta", second) with { TimeZone = "America/New_York", Currency = "EUR" };
        _test.Settings = _test.Settings with { Stores = [alpha, beta] };
        await using var elsewhere = await TestDatabase.CreateAsync();

        await BothAsync(First, elsewhere, _test.Shop, second);
        var here = await SameAsync(elsewhere);
        Assert.That(here, Does.Contain("carts 240 ").And.Contain("products 40 ").And.Contain("customers 30 "));

        // A change that both must carry forward from what they remember.
        _test.Shop.Products[3]!["price"] = 7.77;
        second.Carts.RemoveAt(11);
        await BothAsync(First.AddHours(1), elsewhere, _test.Shop, second);
        Assert.That(await SameAsync(elsewhere), Is.Not.EqualTo(here));

        await elsewhere.GivesAsync("SELECT name FROM stores ORDER BY store_id", ["beta", "alpha"], "in another order");
        await _test.GivesAsync("SELECT name FROM stores ORDER BY store_id", ["alpha", "beta"]);
    }

    [Test]
    public async Task Keys_days_prices_and_times_are_what_was_worked_out_by_hand()
    {
        _test.Store = _test.Store with { TimeZone = "Europe/Berlin" };
        _test.Shop.Products.Add(TextShopData.Product("12345", 10));
        _test.Shop.Users.Add(TextShopData.Customer("cus_ıİ_01J", "İzmir"));
        var order = TextShopData.Order("order_01JABCDEF0001", "cus_ıİ_01J", "12345");
        order["created_at"] = "2026-02-10T23:30:00Z";
        order["ordered_at"] = "2026-02-11T08:00:00+09:00";
        order["items"]![0]!["added_at"] = "2026-02-10T22:45:00";
        order["items"]![0]!["unit_price"] = 9.5;
        order["items"]![0]!["quantity"] = 3;
        _test.Shop.Carts.Add(order);

        await _test.SucceedAsync();

        // 2^62 + the lower 62 bits of what `xxhsum -H1` gives: 27efb8b51d80b50b, c5e9e909c5998f42, c6f2d2dd0ad64fb6.
        const long cart = 0x67efb8b51d80b50b, user = 0x45e9e909c5998f42, product = 0x46f2d2dd0ad64fb6;
        await _test.GivesAsync("SELECT cart_id, source_id, user_id, placed_at, day, purchased, revenue::float8 FROM carts",
            [$"{cart}|order_01JABCDEF0001|{user}|2026-02-10 23:30:00Z|2026-02-11|true|28.5"], "23:30 in London is the next day in Berlin");
        await _test.GivesAsync("SELECT product_id, unit_price::float8, carted_at, purchased_at FROM cart_lines",
            [$"{product}|9.5|2026-02-10 22:45:00Z|2026-02-10 23:00:00Z"]);
        await _test.GivesAsync("SELECT product_id, source_id FROM products", [$"{product}|12345"]);
        await _test.GivesAsync("SELECT user_id, source_id, city FROM customers", [$"{user}|cus_ıİ_01J|İzmir"]);
        await _test.GivesAsync("SELECT event_type, origin FROM events ORDER BY 1",
            ["add_to_cart|observed", "purchase|observed", "view|derived"]);
    }

    /// <summary>Runs both stores at a moment: here in their order, elsewhere the other way round and with every list turned
    /// round.</summary>
    private async Task BothAsync(DateTimeOffset time, TestDatabase elsewhere, params ShopDouble[] shops)
    {
        foreach (var store in _test.Settings.Stores)
        {
            _test.Clock.Now = time.AddMinutes(-1);
            await _test.SucceedAsync(request => request with { Store = store });
        }
        foreach (var shop in shops)
            TextShopData.Reverse(shop);
        var landing = Directory.CreateTempSubdirectory("landing-");
        string[] call = [WorkerProgram.Host, typeof(TestProgram).Assembly.Location, TestProgram.Shop, $"{time:O}"];
        var exit = await ChildProcess.RunAsync(call, Elsewhere(elsewhere, landing));
        landing.Delete(recursive: true);
        foreach (var shop in shops)
            TextShopData.Reverse(shop);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        Assert.That(exit.Output, Does.StartWith("tr-TR Asia/Tokyo\nbeta Succeeded").And.Contain("alpha Succeeded"),
            "language and zone took effect");
    }

    private async Task<string> SameAsync(TestDatabase elsewhere)
    {
        var here = await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        Assert.That(await elsewhere.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(here));
        return here;
    }

    private Dictionary<string, string?> Elsewhere(TestDatabase database, DirectoryInfo landing)
    {
        var settings = new Dictionary<string, string?>
        {
            ["TZ"] = "Asia/Tokyo",
            ["LANG"] = "tr_TR.UTF-8",
            ["LC_ALL"] = "tr_TR.UTF-8",
            ["ConnectionStrings__Warehouse"] = database.ConnectionString,
            ["Landing__Path"] = landing.FullName,
        };
        foreach (var (store, index) in _test.Settings.Stores.Reverse().Select((store, index) => (store, index)))
        {
            settings[$"Stores__{index}__Name"] = store.Name;
            settings[$"Stores__{index}__Kind"] = store.Kind;
            settings[$"Stores__{index}__BaseUrl"] = store.BaseUrl;
            settings[$"Stores__{index}__Currency"] = store.Currency;
            settings[$"Stores__{index}__TimeZone"] = store.TimeZone;
        }
        return settings;
    }
}
