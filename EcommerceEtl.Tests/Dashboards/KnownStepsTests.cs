using System.Text.Json;
using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What a shop does not tell is shown as not known, by board, report and page alike. The store in euros tells of checkouts and of
/// no views: cart 1 was bought for 10, cart 2 never paid. The one in dollars tells of orders alone: one for 10.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class KnownStepsTests
{
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'checkouts', 'WooCommerce', 'a.example', 'EUR', 'UTC', 'none', 'derived', 'observed', NULL, 'checkouts'),
          (2, 'orders', 'Medusa', 'b.example', 'USD', 'UTC', 'none', 'observed', 'observed', NULL, 'none');
        INSERT INTO products SELECT store_id, 1, NULL, 'Lamp', 'home', 10, NULL, NULL, '2026-01-01Z', NULL FROM stores;
        INSERT INTO carts
        SELECT store, id, NULL, id, '2026-01-02 12:00Z', '2026-01-02', false, true, id = 1, 1, 10, 0, 0, md5(store || '-' || id)::uuid, 1
        FROM (VALUES (1, 1), (1, 2), (2, 1)) cart (store, id);
        INSERT INTO cart_lines
        SELECT store_id, cart_id, 1, 1, 1, 10, day, NULL, placed_at, CASE WHEN purchased THEN placed_at END FROM carts;
        INSERT INTO orders
        SELECT store_id, cart_id, 'N' || cart_id, CASE WHEN purchased THEN 'placed' ELSE 'pending' END, 'known',
          CASE WHEN purchased THEN placed_at END, CASE WHEN purchased THEN day END, NULL, NULL, placed_at, NULL, 0
        FROM carts;
        INSERT INTO order_sales
        SELECT store_id, cart_id, 1, day, placed_at, 'sale', 'order', 'product', 1, 1, 1, 10, 0, 0 FROM carts WHERE purchased
        """;

    private BoardReader _board = null!;
    private PageBundle _page = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _board = await BoardReader.OpenFilledAsync(Sql);
        _page = await PageBundle.StartAsync(_board.Database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task DropAsync()
    {
        await (_page?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_board?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCase("EUR", "Funnel", "Added to cart|2|1|-", "Purchased|1|0.5|0.5")]
    [TestCase("EUR", "Conversion Rate", "0.5|-|–|checkouts")]
    [TestCase("EUR", "Cart Abandonment", "0.5|-|–|10.00 EUR")]
    [TestCase("EUR", "Top Products by Revenue", "Lamp|home|-|2|1|-|1|0|0|10")]
    [TestCase("USD", "Funnel", "Purchased|1|1|-")]
    [TestCase("USD", "Conversion Rate", "-|-|–|no open carts")]
    [TestCase("USD", "Cart Abandonment", "-|-|–|-")]
    [TestCase("USD", "Top Products by Revenue", "Lamp|home|-|1|1|-|1|0|0|10")]
    public async Task The_board_begins_with_the_first_step_that_is_known(string currency, string title, params string[] rows)
    {
        var choice = BoardChoice.Range("2026-01-02 00:00", "2026-01-02 23:59") with { Currency = currency };

        Assert.That((await _board.AskAsync(choice.Expand(Board.Funnel.Sql(title)))).Texts, Is.EqualTo(rows));
    }

    [TestCase("EUR", "Checkout completion", "50.0 %", "Of carts that are no orders only checkouts are known: conversion is the share of "
        + "checkouts that were completed.", "added to cart|2|100.0 %|", "purchased|1|50.0 %|50.0 %")]
    [TestCase("USD", "Conversion Rate", "-", "Of carts that are no orders nothing is known: neither conversion nor abandonment.",
        "purchased|1|100.0 %|")]
    public async Task So_do_the_report_and_the_page_and_say_what_conversion_rests_on(
        string currency, string title, string rate, string note, params string[] funnel)
    {
        var page = await _page.ReadAsync($"/?currency={currency}");
        var text = await ReportAsync("--currency", currency);

        Assert.That(page.KeyFigures[title].Value, Is.EqualTo(rate));
        Assert.That(page.Table("funnel"), Is.EqualTo(funnel));
        Assert.That(page.Table("products").Single(), Is.EqualTo($"Lamp|home|{(currency == "EUR" ? 2 : 1)}|1|1|10.00"));
        Assert.That(text, Does.Contain($"  {title} ").And.Contain(rate));
        foreach (var shown in new[] { page.Words, text })
            Assert.That(shown, Does.Contain(note).And.Not.Contain("viewed").And.Not.Contain("views"));
    }

    [TestCase("EUR", "checkouts",
        """{"step":"added to cart","sessions":2,"of_first_step":1}""",
        """{"step":"purchased","sessions":1,"of_first_step":0.5,"lost":0.5}""")]
    [TestCase("USD", "none", """{"step":"purchased","sessions":1,"of_first_step":1}""")]
    public async Task The_json_leaves_out_what_is_not_known(string currency, string openCarts, params string[] funnel)
    {
        using var json = JsonDocument.Parse(await ReportAsync("--currency", currency, "--json"));

        var report = json.RootElement.GetProperty("reports")[0];
        Assert.That(report.GetProperty("funnel").EnumerateArray().Select(step => JsonSerializer.Serialize(step)), Is.EqualTo(funnel));
        Assert.That(report.GetProperty("top_products")[0].TryGetProperty("views", out _), Is.False);
        Assert.That(report.GetProperty("stores")[0].GetProperty("open_carts").GetString(), Is.EqualTo(openCarts));
    }

    private async Task<string> ReportAsync(params string[] options)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings__Warehouse"] = _board.Database.ConnectionString };
        var exit = await HostedCommand.RunAsync(settings, ["report", .. options]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;
    }
}
