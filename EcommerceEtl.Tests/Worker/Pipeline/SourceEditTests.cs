namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What the shop edits between two runs, the warehouse follows.</summary>
public sealed class SourceEditTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_cart_that_the_shop_removed_is_deleted_with_its_lines_and_comes_back_as_new()
    {
        await _test.SucceedAsync();
        var full = await _test.Database.ChecksumAsync(Tests.Warehouse.ChecksumScope.AcrossDatabases);
        var cart = ShopDouble.ById(_test.Shop.Carts, 2);
        _test.Shop.Carts.Remove(cart);

        var removal = await _test.SucceedAsync();
        Assert.That((removal[Entity.Carts].Removed, removal[Entity.Carts].Live), Is.EqualTo((1L, 6L)));
        await _test.GivesAsync("SELECT count(*) FROM carts WHERE cart_id = 2 UNION ALL SELECT count(*) FROM cart_lines WHERE cart_id = 2",
            ["0", "0"]);

        _test.Shop.Carts.Insert(1, cart);
        var back = await _test.SucceedAsync();
        Assert.That(back[Entity.Carts].Inserted, Is.EqualTo(1));
        Assert.That(await _test.Database.ChecksumAsync(Tests.Warehouse.ChecksumScope.AcrossDatabases), Is.EqualTo(full));
    }

    [Test]
    public async Task An_edited_cart_is_replaced_whole_and_no_other_is_touched()
    {
        var first = await _test.SucceedAsync();
        ShopDouble.ById(_test.Shop.Carts, 5)["products"]!.AsArray().RemoveAt(0);
        ShopDouble.ById(_test.Shop.Carts, 5)["products"]![0]!["quantity"] = 9;

        var second = await _test.SucceedAsync();

        Assert.That((second[Entity.Carts].Updated, second[Entity.Carts].Unchanged), Is.EqualTo((1L, 6L)));
        await _test.GivesAsync("SELECT line_no, product_id, quantity::int FROM cart_lines WHERE cart_id = 5", ["1|8|9"]);
        await _test.GivesAsync($"SELECT cart_id FROM carts WHERE run_id = {second.RunId}", ["5"]);
        await _test.GivesAsync($"SELECT count(*) FROM carts WHERE run_id = {first.RunId}", ["6"]);
    }

    [Test]
    public async Task A_new_price_counts_from_its_snapshot_on_and_rewrites_no_history()
    {
        await _test.SucceedAsync();
        var before = await _test.RowsAsync("SELECT * FROM cart_lines ORDER BY cart_id, line_no");
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 99.5;
        var change = await _test.SucceedAsync();
        _test.Shop.AddCart(8, "2026-03-01T12:00:30Z", (1, 1));
        _test.Shop.AddCart(9, "2026-03-01T12:02:00Z", (1, 1));

        await _test.SucceedAsync();

        Assert.That(change.SnapshotTime, Is.EqualTo(new DateTime(2026, 3, 1, 12, 2, 0, DateTimeKind.Utc)));
        Assert.That(
            await _test.RowsAsync("SELECT valid_from, price::float8 FROM product_prices WHERE product_id = 1 ORDER BY valid_from"),
            Has.Length.EqualTo(2).And.ItemAt(0).StartsWith("-infinity|109.95").Or.ItemAt(0).EndsWith("|109.95"));
        await _test.GivesAsync("SELECT cart_id, unit_price::float8 FROM cart_lines WHERE cart_id >= 8 ORDER BY 1", ["8|109.95", "9|99.5"]);
        Assert.That(await _test.RowsAsync("SELECT * FROM cart_lines WHERE cart_id < 8 ORDER BY cart_id, line_no"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_removed_product_is_marked_and_still_prices_its_lines()
    {
        await _test.SucceedAsync();
        _test.Shop.Products.Remove(ShopDouble.ById(_test.Shop.Products, 18));

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Products].Removed, run[Entity.Products].Live, run[Entity.Carts].Unchanged), Is.EqualTo((1L, 19L, 7L)));
        Assert.That(await _test.RowsAsync("SELECT product_id, removed_at FROM products WHERE removed_at IS NOT NULL"),
            Is.EqualTo(new[] { "18|2026-03-01 12:02:00" }).Or.Length.EqualTo(1));
        await _test.GivesAsync("SELECT unit_price::float8 FROM cart_lines WHERE product_id = 18", ["9.85"]);
    }

    [Test]
    [Fault("unknown product in a line")]
    [Fault("product and cart read at different moments")]
    public async Task A_line_of_an_unknown_product_is_unpriced_and_heals_when_the_product_appears()
    {
        var product = ShopDouble.ById(_test.Shop.Products, 12);
        _test.Shop.Products.Remove(product);

        var first = await _test.SucceedAsync();
        Assert.That(first[Entity.Carts].Unpriced, Is.EqualTo(1));
        await _test.GivesAsync("SELECT unit_price FROM cart_lines WHERE product_id = 12", ["-"]);
        await _test.GivesAsync("SELECT event_type, price, category FROM events WHERE product_id = 12 ORDER BY 1",
            ["add_to_cart|-|unknown", "purchase|-|unknown", "view|-|unknown"]);
        await _test.GivesAsync("SELECT purchased, units::int, revenue::int FROM carts WHERE cart_id = 6", ["true|3|0"]);

        _test.Shop.Products.Add(product);
        var healed = await _test.SucceedAsync();
        Assert.That((healed[Entity.Carts].Unpriced, healed[Entity.Carts].Updated), Is.EqualTo((0L, 1L)));
        await _test.GivesAsync("SELECT revenue::int FROM carts WHERE cart_id = 6", ["342"]);
    }

    [Test]
    [Fault("vanished customer")]
    public async Task A_vanished_customer_is_deleted_and_its_carts_stay()
    {
        await _test.SucceedAsync();
        Assert.That(await _test.RowsAsync("SELECT DISTINCT user_city FROM events WHERE cart_id = 7"), Is.Not.EqualTo(new[] { "Unknown" }));
        _test.Shop.Users.Remove(ShopDouble.ById(_test.Shop.Users, 8));

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Customers].Removed, run[Entity.Customers].Live), Is.EqualTo((1L, 9L)));
        await _test.GivesAsync("SELECT DISTINCT user_id, user_city FROM events WHERE cart_id = 7", ["8|Unknown"]);
    }

    [Test]
    [Fault("date without a time")]
    public async Task A_date_without_a_time_is_that_day_of_the_store_and_follows_its_zone()
    {
        // In São Paulo the clock was put forward over that midnight: the day began at 01:00. In Havana midnight came twice on that day.
        _test.Store = _test.Store with { TimeZone = "America/Sao_Paulo" };
        _test.Shop.AddCart(8, "2018-11-04", (1, 1));
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT placed_at, day FROM carts WHERE cart_id = 8", ["2018-11-04 03:00:00Z|2018-11-04"]);

        _test.Store = _test.Store with { TimeZone = "America/Havana" };
        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Carts].Extracted, run[Entity.Carts].Updated), Is.EqualTo((8L, 1L)),
            "the others have a time, which is the evening before in both zones");
        await _test.GivesAsync("SELECT placed_at, day FROM carts WHERE cart_id = 8", ["2018-11-04 04:00:00Z|2018-11-04"]);
        await _test.GivesAsync("SELECT DISTINCT day FROM cart_lines WHERE cart_id = 8", ["2018-11-04"]);
    }

    [Test]
    [Fault("fraction finer than a microsecond")]
    public async Task The_last_moment_of_a_month_counts_in_that_month()
    {
        _test.Shop.AddCart(8, "2020-02-29T23:59:59.9999999Z", (1, 1));

        await _test.SucceedAsync();

        await _test.GivesAsync("SELECT placed_at, day FROM carts WHERE cart_id = 8", ["2020-02-29 23:59:59.999999Z|2020-02-29"]);
    }

    [Test]
    [Fault("dates with and without a zone")]
    public async Task Another_time_zone_rewrites_the_days_it_changes_in_one_run()
    {
        await _test.SucceedAsync();
        _test.Store = _test.Store with { TimeZone = "America/New_York" };

        var run = await _test.SucceedAsync();

        // All seven carts are dated midnight UTC: in New York that is the evening before.
        Assert.That(run[Entity.Carts].Updated, Is.EqualTo(7));
        Assert.That(await _test.RowsAsync("SELECT day, count(*) FROM carts GROUP BY 1 ORDER BY 1"), Has.Length.EqualTo(4));
        await _test.GivesAsync("SELECT count(*) FROM carts c JOIN cart_lines l USING (store_id, cart_id) WHERE c.day <> l.day OR c.day <> "
            + "(c.placed_at AT TIME ZONE 'America/New_York')::date", ["0"]);
        await _test.GivesAsync("SELECT time_zone FROM stores", ["America/New_York"]);
    }
}
