namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>The recorded shop in the warehouse: what the boards and <c>report</c> read is what the shop's own report says.</summary>
public sealed class WooCommerceWarehouseTests : IAsyncDisposable
{
    private readonly PipelineBundle _pipeline = new();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [TestCase("Europe/Berlin", "2026-11-24")]
    [TestCase("America/Los_Angeles", "2026-11-23")]
    public async Task The_day_shows_what_the_shops_own_report_shows(string zone, string day)
    {
        await LoadAsync(zone);
        await GivesAsync(
            """
            SELECT
              day, sessions, viewed, carted, orders, abandoned, added, bought, trim_scale(units), trim_scale(gross), trim_scale(discounts),
              trim_scale(returns), trim_scale(shipping), trim_scale(tax), trim_scale(other)
            FROM daily_totals
            """,
            [$"{day}|10|0|10|8|1|10|8|15|584.25|0|47.1|34.3|108.75|0"]);
        await GivesAsync(
            "SELECT state, count(*), trim_scale(coalesce(sum(stated_total), 0)), trim_scale(sum(difference)) FROM orders "
            + "GROUP BY 1 ORDER BY 1",
            ["pending|1|0|0", "placed|8|680.2|0", "void|1|0|0"]);
    }

    [Test]
    public async Task Every_breakdown_adds_up_to_the_days_net_sales()
    {
        await LoadAsync("Europe/Berlin");
        const string range = "'2026-11-24T00:00+01', '2026-11-24T20:00+01', 'EUR', '{__all__}', '{__all__}', '{__all__}'";
        foreach (var source in new[]
        {
            "net) FROM sales WHERE item IN ('product', 'fee', 'adjustment')", $"revenue) FROM funnel_daily({range})",
            $"revenue) FROM funnel_sales({range})", $"revenue) FROM funnel_products({range})", $"revenue) FROM funnel_cities({range})",
            "revenue - returns) FROM monthly_products",
        })
            await GivesAsync($"SELECT trim_scale(total) FROM (SELECT sum({source}) figures (total)", ["537.15"]);
        await GivesAsync($"SELECT trim_scale(sum(gross - discounts) / sum(orders)) FROM funnel_daily({range})", ["73.03125"]);
    }

    [Test]
    public async Task What_is_skipped_is_counted_and_named_by_currency()
    {
        var run = await LoadAsync("Europe/Berlin");
        await GivesAsync(
            "SELECT extracted, inserted, rejected, skipped, live FROM etl_run_entities WHERE entity = 'carts'", ["12|10|0|2|10"]);
        await GivesAsync("SELECT notes ->> 'skipped_by_currency' FROM etl_runs", ["{\"USD\": 1}"]);
        Assert.That(run.Remarks, Has.Some.StartsWith("Skipped 1 order in USD"));
        // A run that finds nothing new says the same.
        await _pipeline.SucceedAsync();
        await GivesAsync("SELECT DISTINCT notes ->> 'skipped_by_currency' FROM etl_runs", ["{\"USD\": 1}"]);
    }

    [Test]
    public async Task An_order_that_turns_out_to_be_in_another_currency_leaves_with_its_rows()
    {
        await LoadAsync("Europe/Berlin");
        ShopDouble.ById(_pipeline.Shop.Carts, 27)["currency"] = "USD";
        await _pipeline.SucceedAsync();
        await GivesAsync(
            "SELECT removed, skipped, live, (SELECT count(*) FROM orders WHERE cart_id = 27), (SELECT count(*) FROM order_sales WHERE "
            + "cart_id = 27) FROM etl_run_entities WHERE entity = 'carts' ORDER BY run_id DESC LIMIT 1", ["1|3|9|0|0"]);
        await _pipeline.Database.HoldsAsync();
    }

    private async Task<EcommerceEtl.Worker.Pipeline.RunSummary> LoadAsync(string zone)
    {
        RecordedSource.Serve(_pipeline, zone);
        var run = await _pipeline.SucceedAsync();
        await _pipeline.Database.HoldsAsync();
        return run;
    }

    private Task GivesAsync(string sql, string[] rows) => _pipeline.Database.GivesAsync(sql, rows);
}
