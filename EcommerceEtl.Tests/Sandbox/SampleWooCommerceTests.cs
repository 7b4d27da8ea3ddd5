using System.Net.Http.Json;
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

    /// <summary>Every third order shows eight minutes late, with the time at which it happened: what was seen before has gone past
    /// it.</summary>
    [Test]
    public async Task What_shows_late_arrives_all_the_same()
    {
        await using var test = new PipelineBundle();
        test.Clock.Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await using var shop = ShopHost.Build(new ShopSettings(1, 400, test.Clock.Now), test.Clock, "http://127.0.0.1:0");
        await shop.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{shop.Urls.First()}/_quirks", new { lateSeconds = 480 });
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"lateSeconds\":480"));
        Store(test, shop);
        await test.SucceedAsync();

        for (var run = 0; run < 8; run++)
        {
            test.Clock.Now += TimeSpan.FromMinutes(6);
            await test.SucceedAsync();
        }

        await using var fresh = new PipelineBundle(test.Shop);
        Store(fresh, shop);
        fresh.Clock.Now = test.Clock.Now.AddMinutes(-1);
        await fresh.SucceedAsync();
        const string orders = "SELECT cart_id, state, shop_status, placed_at, stated_total FROM orders ORDER BY 1";
        Assert.That(await test.RowsAsync(orders), Is.EqualTo(await fresh.RowsAsync(orders)));
        await test.GivesAsync("SELECT count(*) > 405, bool_or(updated_at > '2026-03-01 12:20') FROM orders", ["true|true"]);
    }

    /// <summary>The address by which the sample shop is told what to do wrong.</summary>
    [Test]
    public async Task Its_quirks_are_set_and_taken_back_over_http()
    {
        await using var shop = ShopHost.Build(
            new ShopSettings(1, 50, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), TimeProvider.System, "http://127.0.0.1:0");
        await shop.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(shop.Urls.First()) };

        Assert.That(await AskAsync(), Is.EqualTo((200, true)));
        using (await http.PostAsJsonAsync("/_quirks", new { noRefundList = true, withoutTotals = true }))
            Assert.That(await AskAsync(), Is.EqualTo((404, false)));
        using (await http.PostAsJsonAsync("/_quirks", new { }))
            Assert.That(await AskAsync(), Is.EqualTo((200, true)));

        // The list of refunds, and whether that of orders states its total.
        async Task<(int Refunds, bool StatesTotal)> AskAsync()
        {
            using var refunds = await http.GetAsync("/wp-json/wc/v3/refunds");
            using var orders = await http.GetAsync("/wp-json/wc/v3/orders");
            return ((int)refunds.StatusCode, orders.Headers.Contains("X-WP-Total"));
        }
    }

    private static void Store(PipelineBundle test, WebApplication shop) =>
        test.Store = new StoreOptions { Name = "sample", Kind = "WooCommerce", BaseUrl = shop.Urls.First() };
}
