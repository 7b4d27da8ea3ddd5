using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Privacy;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>The recorded shop by its API in the warehouse, and what becomes of it there.</summary>
public sealed class WooCommerceShopTests : IAsyncDisposable
{
    /// <summary>What holds of a cart whoever loaded it, and whenever.</summary>
    private static readonly string[] _facts =
    [
        "SELECT cart_id, user_id, placed_at, day, content_hash FROM carts ORDER BY 1",
        "SELECT cart_id, number, state, shop_status, placed_at, day, city, cancelled_at, stated_total, difference FROM orders ORDER BY 1",
        "SELECT cart_id, sale_no, day, at, action, cause, item, line_no, product_id, quantity, gross, discount, tax FROM order_sales "
            + "ORDER BY 1, 2",
        "SELECT day, sessions, carted, orders, abandoned, units, gross, discounts, returns, shipping, tax, other FROM daily_totals "
            + "ORDER BY 1",
    ];

    private readonly PipelineBundle _pipeline = new();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [TestCase(SaleDate.Paid, "2026-11-24|10|10|8|15|584.25|0|47.1|34.3|108.75", "537.15|680.20")]
    [TestCase(SaleDate.Created, "2026-11-24|10|10|9|18|627.1|4.28|47.1|39.2|117", "575.72|731.92")]
    public async Task The_day_shows_what_the_shops_own_report_shows(SaleDate saleDate, string day, string totals)
    {
        WooCommerceDouble.ServeRecorded(_pipeline, saleDate: saleDate);
        var run = await _pipeline.SucceedAsync();
        await _pipeline.Database.HoldsAsync();
        await _pipeline.GivesAsync(
            "SELECT day, sessions, carted, orders, trim_scale(units), trim_scale(gross), trim_scale(discounts), trim_scale(returns), "
            + "trim_scale(shipping), trim_scale(tax) FROM daily_totals", [day]);
        await _pipeline.GivesAsync(
            "SELECT (gross - discounts - returns)::numeric(19,2), (gross - discounts - returns + shipping + tax + other)::numeric(19,2) "
            + "FROM daily_totals", [totals]);
        await _pipeline.GivesAsync("SELECT count(*) FROM orders WHERE difference <> 0", ["0"]);
        // What is in the trash is not listed, and an order in dollars is skipped.
        await _pipeline.GivesAsync(
            "SELECT extracted, inserted, rejected, skipped, live FROM etl_run_entities WHERE entity = 'carts'", ["11|10|0|1|10"]);
        Assert.That(run.Remarks, Has.Some.StartsWith("Skipped 1 order in USD"));
    }

    [Test]
    public async Task Refunds_become_the_rows_that_they_name_all_that_is_left_or_an_adjustment()
    {
        WooCommerceDouble.ServeRecorded(_pipeline);
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync(
            "SELECT cart_id, item, trim_scale(quantity), trim_scale(gross - discount), trim_scale(tax) FROM order_sales "
            + "WHERE action = 'return' ORDER BY 1, 2",
            ["21|adjustment|0|-1|0", "27|product|-1|-4.2|-0.8", "30|product|-2|-41.9|-7.96", "30|shipping|0|-4.9|-0.93"]);
        await _pipeline.GivesAsync(
            "SELECT cart_id, sum(gross - discount + tax)::numeric(19,2) FROM order_sales WHERE cart_id IN (21, 27, 30) "
            + "GROUP BY 1 ORDER BY 1",
            ["21|17.86", "27|85.26", "30|0.00"]);
    }

    [Test]
    public async Task Without_cities_none_is_landed_and_the_next_run_empties_those_that_are_held()
    {
        const string cities = "SELECT count(NULLIF(city, '')) FROM (SELECT city FROM orders UNION ALL SELECT city FROM customers) AS held";
        WooCommerceDouble.ServeRecorded(_pipeline);
        await _pipeline.SucceedAsync();
        Assert.That(await _pipeline.RowsAsync(cities), Is.Not.EqualTo(new[] { "0" }));
        var before = Traces.OfFiles(_pipeline.LandingPath).Select(file => file.Where).ToHashSet();
        _pipeline.Store = _pipeline.Store with { Cities = false };
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync(cities, ["0"]);
        await _pipeline.GivesAsync("SELECT orders, trim_scale(gross) FROM daily_totals", ["8|584.25"]);
        await _pipeline.Database.HoldsAsync();
        var landed = Traces.OfFiles(_pipeline.LandingPath)
            .Where(file => !before.Contains(file.Where) && Path.GetExtension(file.Where) == ".gz")
            .Select(file => Encoding.UTF8.GetString(file.Bytes)).ToList();
        Assert.That(landed, Has.Some.Contains("line_items").And.Some.StartsWith("{\"id\":").And.None.Contains("city"));
    }

    [Test]
    public async Task Another_choice_of_what_is_a_sale_changes_every_order_with_the_next_run()
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        await _pipeline.SucceedAsync();
        shop.Serve(_pipeline, saleDate: SaleDate.Created);
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync("SELECT orders, trim_scale(gross) FROM daily_totals", ["9|627.1"]);
    }

    [Test]
    public async Task Currency_and_zone_that_only_the_shop_tells_hold_from_the_first_run_on()
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        shop.Documents["/wp-json/wc/v3/settings/general/woocommerce_currency"] = """{"value":"EUR"}""";
        shop.Documents["/wp-json/"] = """{"timezone_string":"Europe/Berlin"}""";
        _pipeline.Store = _pipeline.Store with { Currency = "", TimeZone = "" };

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT currency, time_zone FROM stores", ["EUR|Europe/Berlin"]);
        Assert.That(await _pipeline.LoadsAsync(), Is.False, "the same rules");
    }

    [TestCase("2", "Etc/GMT-2", "2026-11-24")]
    [TestCase("-7", "Etc/GMT+7", "2026-11-23")]
    [TestCase("\"0\"", "UTC", "2026-11-24")]
    [TestCase("5.5", "UTC", "2026-11-24")]
    public async Task A_fixed_difference_to_utc_is_a_zone_if_it_is_one_of_whole_hours(string offset, string zone, string day)
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        shop.Documents["/wp-json/"] = $$"""{"timezone_string":"","gmt_offset":{{offset}}}""";
        _pipeline.Store = _pipeline.Store with { TimeZone = "" };

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT s.time_zone, t.day FROM stores s JOIN daily_totals t USING (store_id)", [$"{zone}|{day}"]);
    }

    [Test]
    public async Task A_shop_that_rounds_the_tax_of_a_whole_order_adds_up_and_a_refund_of_all_takes_all_back()
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        shop.Orders.Clear();
        var order = shop.Sell(10, created: _pipeline.Clock.Now.UtcDateTime.AddHours(-2));
        // Ten lines of 1.99 and 19 % of tax, 0.3781 each, which the shop adds up before it rounds: 23.681.
        order["line_items"] = new JsonArray([.. Enumerable.Range(1, 10).Select(line => new JsonObject
        {
            ["id"] = line, ["product_id"] = 0, ["variation_id"] = 0, ["quantity"] = 1, ["subtotal"] = "1.99", ["total"] = "1.99",
            ["total_tax"] = "0.3781",
        })]);
        (order["total"], order["total_tax"]) = ("23.68", "3.78");
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync("SELECT trim_scale(difference) FROM orders", ["-0.001"]);

        _pipeline.Clock.Now += TimeSpan.FromHours(2);
        shop.Refund(order, 23.68m);
        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync(
            "SELECT trim_scale(gross), trim_scale(returns), trim_scale(tax) FROM daily_totals", ["19.9|19.9|0"]);
        await _pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task Customers_are_read_once_a_day()
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        await _pipeline.SucceedAsync();
        var (id, city) = ((int)shop.Customers[0]["id"]!, (string)shop.Customers[0]["billing"]!["city"]!);
        shop.Customers[0]["billing"]!["city"] = "Nowhere";

        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync($"SELECT city FROM customers WHERE user_id = {id}", [city]);

        _pipeline.Clock.Now = _pipeline.Clock.Now.AddDays(1);
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync($"SELECT city FROM customers WHERE user_id = {id}", ["Nowhere"]);
        await _pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task After_every_edit_the_warehouse_is_what_a_fresh_one_would_be()
    {
        var shop = WooCommerceDouble.ServeRecorded(_pipeline);
        for (var i = 0; i < 12; i++)
            shop.Sell(12.5m + i, i % 5 == 4 ? "pending" : "processing", _pipeline.Clock.Now.UtcDateTime.AddDays(-4 * i).AddHours(-2));
        await _pipeline.SucceedAsync();
        foreach (var (name, edit) in Edits(shop))
        {
            _pipeline.Clock.Now += TimeSpan.FromHours(2);
            edit();
            await _pipeline.SucceedAsync();
            await _pipeline.Database.HoldsAsync();
            await using var fresh = new PipelineBundle(_pipeline.Shop);
            shop.Serve(fresh);
            fresh.Clock.Now = _pipeline.Clock.Now.AddMinutes(-1);
            await fresh.SucceedAsync();
            foreach (var fact in _facts)
                Assert.That(await _pipeline.RowsAsync(fact), Is.EqualTo(await fresh.RowsAsync(fact)), name);
        }
        await _pipeline.GivesAsync("SELECT cart_id, difference FROM orders WHERE difference <> 0", []);
    }

    private static IEnumerable<(string, Action)> Edits(WooCommerceDouble shop)
    {
        var orders = shop.Orders.Where(order => (long)order["id"]! >= 10_000).ToList();
        yield return ("a new order", () => shop.Sell(77));
        yield return ("money is paid back", () => shop.Refund(orders[0], 4.20m));
        yield return ("and all that is left of it", () => shop.Refund(orders[0], 29.75m - 4.20m));
        yield return ("an order is cancelled", () => shop.Edit(orders[1], order => order["status"] = "cancelled"));
        yield return ("and taken up again", () => shop.Edit(orders[1], order => order["status"] = "completed"));
        yield return ("an open one is paid", () => shop.Edit(orders[4], order =>
        {
            (order["status"], order["date_paid_gmt"]) = ("processing", (string?)order["date_modified_gmt"]);
        }));
        yield return ("an order is deleted for good", () => shop.Orders.Remove(orders[2]));
        yield return ("an order goes into the trash", () => shop.Orders.Single(order => order == orders[3])["status"] = "trash");
        yield return ("its date is moved into another month", () =>
            shop.Edit(orders[6], order => order["date_created_gmt"] = "2026-08-03T10:00:00"));
        yield return ("a product changes its name", () => shop.Products[0]["name"] = "Another");
    }
}
