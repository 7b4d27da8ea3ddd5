using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;
using EcommerceEtl.Worker.Settings;
using Microsoft.AspNetCore.Builder;

namespace EcommerceEtl.Tests.Sandbox;

/// <summary>The sample shop as one of WooCommerce, read by the worker.</summary>
public sealed class SampleWooCommerceTests
{
    [Test]
    public async Task Its_orders_add_up_and_what_happens_to_them_arrives()
    {
        await using var test = new PipelineBundle();
        test.Clock.Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await using var shop = ShopHost.Build(new ShopSettings(1, 400, test.Clock.Now), test.Clock, "http://127.0.0.1:0");
        await shop.StartAsync();
        Store(test, shop);
        await test.SucceedAsync();
        await test.GivesAsync(
            "SELECT sum(orders) > 300, sum(gross) > 0, sum(discounts) > 0, sum(returns) > 0, sum(shipping) > 0, sum(tax) > 0 "
            + "FROM daily_totals", ["true|true|true|true|true|true"]);

        test.Clock.Now += TimeSpan.FromHours(30);
        await test.SucceedAsync();
        await test.Database.HoldsAsync();
        await test.GivesAsync("SELECT count(*) FROM orders WHERE difference <> 0", ["0"]);

        await using var fresh = new PipelineBundle(test.Shop);
        Store(fresh, shop);
        fresh.Clock.Now = test.Clock.Now.AddMinutes(-1);
        await fresh.SucceedAsync();
        foreach (var fact in new[]
        {
            "SELECT cart_id, state, placed_at, stated_total FROM orders ORDER BY 1",
            "SELECT cart_id, sale_no, at, action, item, quantity, gross, discount, tax FROM order_sales ORDER BY 1, 2",
        })
            Assert.That(await test.RowsAsync(fact), Is.EqualTo(await fresh.RowsAsync(fact)));
    }

    private static void Store(PipelineBundle test, WebApplication shop) =>
        test.Store = new StoreOptions { Name = "sample", Kind = "WooCommerce", BaseUrl = shop.Urls.First() };
}
