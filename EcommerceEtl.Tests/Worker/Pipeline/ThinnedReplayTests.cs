using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Replays after retention has thinned the landing zone: what is left of most snapshots is their products.</summary>
public sealed class ThinnedReplayTests : IAsyncDisposable
{
    private const string History = "SELECT product_id, valid_from::text, price FROM product_prices ORDER BY product_id, valid_from";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Replaying_all_that_is_left_gives_the_same_warehouse_with_each_price_of_a_thinned_day()
    {
        // Within one morning: 95 -> 97 -> 95 -> 99, a product that comes and goes, carts and customers that change.
        foreach (var price in new[] { 95, 97, 95, 99 })
        {
            ShopDouble.ById(_test.Shop.Products, 1)["price"] = price;
            _test.Shop.AddCart(1000 + _test.Shop.Carts.Count, "2026-02-01T00:00:00Z", (1, price));
            _test.Shop.Users[0]!["address"]!["city"] = $"City {price}";
            await _test.SucceedAsync();
            await _test.SucceedAsync();
        }
        for (var day = 0; day < 20; day++)
        {
            _test.Clock.Now += TimeSpan.FromDays(1);
            ShopDouble.ById(_test.Shop.Products, 2)["rating"]!["count"] = 1000 + day;
            await _test.SucceedAsync();
        }
        var (warehouse, prices) = (await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), await _test.RowsAsync(History));
        Assert.That(prices.Where(row => row.StartsWith("1|", StringComparison.Ordinal)), Has.Exactly(4).Items);

        await ThinAsync();
        await _test.ReplaceDatabaseAsync();
        var kept = (await Zone().IndexAsync("fakestore", default)).Snapshots;
        Assert.That(kept.Count(snapshot => snapshot.IsProductsOnly), Is.EqualTo(4 + 7),
            "four prices of the morning, and the ratings of days that are too old");
        foreach (var snapshot in kept)
            await _test.SucceedAsync(request => request with { Replay = new ReplayOf(null, snapshot.TakenAt, Force: false) });

        Assert.That(await _test.RowsAsync(History), Is.EqualTo(prices));
        Assert.That(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(warehouse));
    }

    [Test]
    public async Task What_is_left_of_a_snapshot_loads_products_and_prices_and_removes_nothing()
    {
        _test.Shop.Products.RemoveAt(19);
        await _test.SucceedAsync();
        _test.Shop.Products = ShopDouble.Fixture("products");
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 99;
        ShopDouble.ById(_test.Shop.Carts, 3)["date"] = "the third of March";
        _test.Shop.AddCart(1000, "2026-02-01T00:00:00Z", (77, 1));
        await _test.SucceedAsync();
        await ThinAsync();
        const string Rest = """
            SELECT 'customer ' || c::text FROM customers c UNION ALL SELECT 'cart ' || c::text FROM carts c
            UNION ALL SELECT 'line ' || l::text FROM cart_lines l UNION ALL SELECT 'quarantine ' || q::text FROM quarantine q ORDER BY 1
            """;
        var rest = await _test.RowsAsync(Rest);

        var replay = await _test.SucceedAsync(request => request with { Replay = new ReplayOf(1, null, Force: true) });

        Assert.That(await _test.RowsAsync(Rest), Is.EqualTo(rest));
        Assert.That(
            replay.Entities.Select(entity => (entity.Extracted, entity.Updated, entity.Removed, entity.Live, entity.Unpriced)),
            Is.EqualTo(new[] { (19L, 1L, 0L, 20L, 0L), (0L, 0L, 0L, 10L, 0L), (0L, 0L, 0L, 8L, 1L) }));
        Assert.That(replay.Remarks, Has.Exactly(1).Contains("only the products are left"));
        await _test.GivesAsync("SELECT price FROM products WHERE product_id = 1", ["109.9500"]);
        await _test.Database.HoldsAsync();

        // The shop's own word is the last one again.
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT price FROM products WHERE product_id = 1", ["99.0000"]);
    }

    [Test]
    public async Task What_is_left_of_a_snapshot_with_few_products_is_no_accepted_shrink()
    {
        _test.Shop.Products = [.. _test.Shop.Products.Take(5).Select(product => product!.DeepClone())];
        await _test.SucceedAsync();
        _test.Shop.Products = ShopDouble.Fixture("products");
        await _test.SucceedAsync();
        await ThinAsync();

        var replay = await _test.SucceedAsync(request => request with { Replay = new ReplayOf(1, null, Force: true) });

        Assert.That(replay.Remarks, Has.Exactly(1).Contains("only the products are left").And.None.Contains("shrank"));
        await _test.GivesAsync("SELECT count(*) FROM etl_runs WHERE notes ? 'accepted_shrink'", ["0"]);
    }

    private LandingZone Zone() => new(_test.LandingPath, _test.Clock);

    /// <summary>Retention a day later, by a clock that is then set back.</summary>
    private async Task ThinAsync()
    {
        var now = _test.Clock.Now;
        _test.Clock.Now += TimeSpan.FromDays(1);
        await new LandingRetention(Zone(), _test.Clock).ApplyAsync("fakestore", 14, default);
        _test.Clock.Now = now;
    }
}
