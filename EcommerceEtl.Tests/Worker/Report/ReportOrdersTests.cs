using System.Text.Json;
using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Worker.Report;

/// <summary>
/// <c>report</c> of a shop that states orders, from 10 to 12 March and the three days before. Order 1 (10 March): two lamps for 100 less
/// 10, tax 18, and shipping of 5, tax 1; one lamp came back on the 12th. Order 2 (11 March): a pen for 30, tax 6, a fee of 2, tax 0.40, and
/// a gift card for 20; on the 12th 1.00 was paid back without saying for what. Cart 3 was never paid. Order 4 (8 March): a lamp for 40, tax
/// 8, cancelled on the 11th. Beside it a shop whose purchases are simulated, where two pens were bought for 10 each on the 11th.
/// </summary>
internal sealed class ReportOrdersTests : IAsyncDisposable
{
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'orders', 'WooCommerce', 'orders.example', 'EUR', 'Europe/Berlin', 'none', 'derived', 'observed', NULL, 'checkouts'),
          (2, 'simulated', 'FakeStore', 'simulated.example', 'EUR', 'Europe/Berlin', 'derived', 'simulated', 'simulated', NULL, 'all');
        INSERT INTO products
        SELECT store, id, NULL, title, category, 10, NULL, NULL, '2026-03-01Z', NULL
        FROM generate_series(1, 2) store CROSS JOIN (VALUES (1, 'Lamp', 'home'), (2, 'Pen', 'office')) product (id, title, category);
        INSERT INTO carts
        SELECT store, id, NULL, NULL, day + time '12:00' AT TIME ZONE 'UTC', day, store = 2, true, id <> 3, 1, 0, units, revenue,
          md5(store || '-' || id)::uuid, 1
        FROM (VALUES
          (1, 1, '2026-03-10'::date, 2, 90), (1, 2, '2026-03-11', 1, 32), (1, 3, '2026-03-10', 0, 0), (1, 4, '2026-03-08', 1, 40),
          (2, 1, '2026-03-11', 2, 20)) cart (store, id, day, units, revenue);
        INSERT INTO cart_lines
        SELECT c.store_id, c.cart_id, 1, product, quantity, price, c.day, CASE WHEN c.viewed THEN c.placed_at END, c.placed_at,
          CASE WHEN c.purchased THEN c.placed_at END
        FROM (VALUES (1, 1, 1, 2, 50), (1, 2, 2, 1, 30), (1, 3, 2, 1, 30), (1, 4, 1, 1, 40), (2, 1, 2, 2, 10))
          line (store, cart, product, quantity, price)
        JOIN carts c ON c.store_id = store AND c.cart_id = cart;
        INSERT INTO orders
        SELECT store_id, cart_id, 'N' || cart_id, CASE cart_id WHEN 3 THEN 'pending' WHEN 4 THEN 'cancelled' ELSE 'placed' END, 'known',
          CASE WHEN purchased THEN placed_at END, CASE WHEN purchased THEN day END, NULL,
          CASE cart_id WHEN 4 THEN '2026-03-11 12:00Z'::timestamptz END, placed_at, NULL, 0
        FROM carts WHERE store_id = 1;
        INSERT INTO order_sales
        SELECT 1, cart, no, day, day + time '12:00' AT TIME ZONE 'UTC', action, cause, item, line, product, quantity, gross, discount, tax
        FROM (VALUES
          (1, 1, '2026-03-10'::date, 'sale', 'order', 'product', 1, 1, 2, 100, 10, 18.00),
          (1, 2, '2026-03-10', 'sale', 'order', 'shipping', NULL, NULL, 0, 5, 0, 1),
          (1, 3, '2026-03-12', 'return', 'refund', 'product', 1, 1, -1, -50, -5, -9),
          (2, 1, '2026-03-11', 'sale', 'order', 'product', 1, 2, 1, 30, 0, 6),
          (2, 2, '2026-03-11', 'sale', 'order', 'fee', NULL, NULL, 0, 2, 0, 0.40),
          (2, 3, '2026-03-11', 'sale', 'order', 'gift_card', NULL, NULL, 1, 20, 0, 0),
          (2, 4, '2026-03-12', 'return', 'refund', 'adjustment', NULL, NULL, 0, -1, 0, 0),
          (4, 1, '2026-03-08', 'sale', 'order', 'product', 1, 1, 1, 40, 0, 8),
          (4, 2, '2026-03-11', 'return', 'cancellation', 'product', 1, 1, -1, -40, 0, -8))
          sale (cart, no, day, action, cause, item, line, product, quantity, gross, discount, tax)
        """;

    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public async Task FillAsync()
    {
        await _test.Database.ExecuteAsync(Sql);
        await _test.Database.FillRollupsAsync();
    }

    [Test]
    public async Task The_text_of_a_store_that_states_orders_is_the_golden_one()
    {
        var report = await ReportAsync("--store", "orders");

        var golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Worker", "Report", "orders.golden.txt"));
        Assert.That(report.Split('\n'), Is.EqualTo(golden.Split('\n')), report);
    }

    // Gross 100 + 30 + 2, returns 45 + 1 + 40, tax 18 + 1 + 6 + 0.40 - 9 - 8; the days before hold order 4 alone.
    [Test]
    public async Task The_json_of_a_store_that_states_orders_has_its_sales_beside_those_of_the_days_before()
    {
        using var json = JsonDocument.Parse(await ReportAsync("--store", "orders", "--json"));

        var report = json.RootElement.GetProperty("reports")[0];
        Assert.That(Rows(report.GetProperty("sales")), Is.EqualTo(new[]
        {
            "gross_sales|132|40|2.3", "discounts|10|0|-", "returns|86|0|-", "net_sales|36|40|-0.1", "shipping|5|0|-", "tax|8.4|8|0.05",
            "other|20|0|-", "total_sales|69.4|48|0.445833",
        }));
        // (132 - 10) / 2 orders; three sessions added something, one of them was never paid.
        Assert.That(Rows(report.GetProperty("kpis")), Is.EqualTo(new[]
        {
            "total_revenue|36|40|-0.1", "total_orders|2|1|1", "conversion_rate|0.666667|1|-0.333333", "average_order_value|61|40|0.525",
            "cart_abandonment|0.333333|0|-", "returning_customers|-|-|-",
        }));
    }

    // The simulated shop adds 20 to gross sales and one order; each of the two shops enters its own first step.
    [Test]
    public async Task Of_two_kinds_side_by_side_the_simulated_ones_revenue_is_gross_sales()
    {
        using var json = JsonDocument.Parse(await ReportAsync("--json"));

        var report = json.RootElement.GetProperty("reports")[0];
        Assert.That(Rows(report.GetProperty("sales")), Is.EqualTo(new[]
        {
            "gross_sales|152|40|2.8", "discounts|10|0|-", "returns|86|0|-", "net_sales|56|40|0.4", "shipping|5|0|-", "tax|8.4|8|0.05",
            "other|20|0|-", "total_sales|89.4|48|0.8625",
        }));
        Assert.That(
            Rows(report.GetProperty("kpis")).Take(3),
            Is.EqualTo(new[] { "total_revenue|56|40|0.4", "total_orders|3|1|2", "conversion_rate|0.75|1|-0.25" }));
        Assert.That(
            report.GetProperty("revenue_by_category").EnumerateArray()
                .Select(row => $"{row.GetProperty("category")} {row.GetProperty("revenue")}"),
            Is.EqualTo(new[] { "office 50", "home 5", "unknown 2", "adjustments -1" }));
    }

    [Test]
    public async Task A_store_whose_purchases_are_simulated_has_no_sales_to_tell()
    {
        Assert.That(await ReportAsync("--store", "simulated"), Does.Contain("Total Revenue").And.Not.Contain("Gross sales"));

        using var json = JsonDocument.Parse(await ReportAsync("--store", "simulated", "--json"));
        Assert.That(json.RootElement.GetProperty("reports")[0].TryGetProperty("sales", out _), Is.False);
    }

    // Net sales of 36 and of 20, three orders; of the cities only Unknown is known.
    [TestCase("{__all__}", "56|3")]
    [TestCase("{orders}", "36|2")]
    [TestCase("{simulated}", "20|1")]
    public async Task Each_function_of_the_boards_adds_up_to_the_same_for_each_of_the_stores_and_for_both(string stores, string total)
    {
        var days = $"'2026-03-10T11:00Z', '2026-03-12T11:00Z', 'EUR', '{stores}'";
        var (all, chosen) = ($"{days}, '{{__all__}}', '{{__all__}}'", $"{days}, '{{home,office,unknown}}', '{{Unknown}}'");
        var (net, orders) = (total.Split('|')[0], total.Split('|')[1]);
        foreach (var range in new[] { all, chosen })
        {
            await _test.GivesAsync($"SELECT trim_scale(sum(revenue)), sum(orders) FROM funnel_daily({range})", [total]);
            await _test.GivesAsync($"SELECT trim_scale(sum(revenue)), sum(orders) FROM funnel_cities({range})", [total]);
            await _test.GivesAsync($"SELECT trim_scale(sum(revenue)), sum(purchases) FROM funnel_sales({range})", [total]);
            await _test.GivesAsync($"SELECT trim_scale(sum(revenue)), sum(purchases) FROM funnel_products({range})", [total]);
            await _test.GivesAsync($"SELECT count(*) FROM funnel_sessions({range}) WHERE purchased", [orders]);
            await _test.GivesAsync($"SELECT buyers FROM funnel_buyers({range})", ["0", "0"]);
            await _test.GivesAsync($"SELECT count(*) FROM funnel_cohorts({range})", ["0"]);
        }
        await _test.GivesAsync(
            $"""
            SELECT coalesce(trim_scale(sum(net)), 0) FROM sales
            WHERE day BETWEEN '2026-03-10' AND '2026-03-12' AND item IN ('product', 'fee', 'adjustment')
              AND ('{stores}' = '{"{__all__}"}' OR store = ANY ('{stores}'))
            """, [net]);
    }

    [Test]
    public async Task The_built_in_page_shows_the_same_sales()
    {
        await using var page = await PageBundle.StartAsync(_test.Database.ConnectionString);
        const string days = "from=2026-03-10&to=2026-03-12";

        Assert.That((await page.ReadAsync($"/?{days}&store=orders")).Table("sales"), Is.EqualTo(new[]
        {
            "Gross sales|132.00|40.00|+230.0 %", "Discounts|10.00|0.00|-", "Returns|86.00|0.00|-", "Net sales|36.00|40.00|-10.0 %",
            "Shipping|5.00|0.00|-", "Tax|8.40|8.00|+5.0 %", "Other|20.00|0.00|-", "Total sales|69.40|48.00|+44.6 %",
        }));
        Assert.That((await page.ReadAsync($"/?{days}&store=simulated")).Table("sales"), Is.Empty);
    }

    private async Task<string> ReportAsync(params string[] options) =>
        (await _test.DoneAsync(["report", "--from", "2026-03-10", "--to", "2026-03-12", .. options])).Output;

    private static IEnumerable<string> Rows(JsonElement figures) => figures.EnumerateObject().Select(figure =>
        string.Join('|', new[] { "value", "previous", "vs_previous" }
            .Select(name => figure.Value.TryGetProperty(name, out var value) ? value.GetRawText() : "-").Prepend(figure.Name)));
}
