using System.Text.Json;
using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>How board, report and page compare a figure with the one before. A shop of orders: on 1 March one for 5,000.00, on the 2nd one
/// for 4,999.99, on the 3rd the first comes back, on the 4th one for 100.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class ChangeTests
{
    private const string Sql = """
        INSERT INTO stores VALUES (1, 'shop', 'Medusa', 'b.example', 'EUR', 'UTC', 'none', 'observed', 'observed', NULL, 'none');
        INSERT INTO products VALUES (1, 1, NULL, 'Lamp', 'home', 10, NULL, NULL, '2026-01-01Z', NULL);
        INSERT INTO carts
        SELECT 1, n, NULL, n, day + time '12:00', day, false, true, true, 1, amount, 0, 0, md5(n::text)::uuid, 1
        FROM (VALUES (1, date '2026-03-01', 5000.00), (2, '2026-03-02', 4999.99), (3, '2026-03-04', 100)) cart (n, day, amount);
        INSERT INTO cart_lines SELECT 1, cart_id, 1, 1, 1, gross_value, day, NULL, placed_at, placed_at FROM carts;
        INSERT INTO orders
        SELECT 1, cart_id, 'N' || cart_id, 'placed', 'known', placed_at, day, NULL, NULL, placed_at, NULL, 0 FROM carts;
        INSERT INTO order_sales
        SELECT 1, cart_id, 1, day, placed_at, 'sale', 'order', 'product', 1, 1, 1, gross_value, 0, 0 FROM carts;
        INSERT INTO order_sales
        VALUES (1, 1, 2, '2026-03-03', '2026-03-03 12:00Z', 'return', 'refund', 'product', 1, 1, -1, -5000, 0, 0)
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

    // 100 after -5,000 would be -102 %, and -5,000 after -100 a rise of 4,900 %.
    [Test]
    public async Task Nothing_is_compared_with_a_day_on_which_more_came_back_than_was_sold()
    {
        var choice = BoardChoice.Range("2026-03-04 00:00", "2026-03-04 23:59") with { Currency = "EUR" };
        var page = await _page.ReadAsync("/?from=2026-03-04&to=2026-03-04");
        using var json = JsonDocument.Parse((await _page.AskAsync("/api/report?from=2026-03-04&to=2026-03-04")).Body);
        var revenue = json.RootElement.GetProperty("reports")[0].GetProperty("kpis").GetProperty("total_revenue");

        Assert.That((await _board.AskAsync(choice.Expand(Board.Funnel.Sql("Total Revenue")))).Texts, Is.EqualTo(new[] { "100|-|–" }));
        Assert.That(page.KeyFigures["Total Revenue"], Is.EqualTo(("100.00 EUR", "nothing to compare with", false)));
        Assert.That(revenue.GetProperty("previous").GetDecimal(), Is.EqualTo(-5000));
        Assert.That(revenue.TryGetProperty("vs_previous", out _), Is.False);
    }

    [Test]
    public async Task A_change_that_is_written_as_nothing_has_no_colour()
    {
        var page = await _page.ReadAsync("/?from=2026-03-02&to=2026-03-02");

        Assert.That(page.KeyFigures["Total Revenue"].Change, Is.EqualTo("0.0 % from 5,000.00"));
        Assert.That(page.Html, Does.Not.Contain("change better").And.Not.Contain("change worse"));
    }
}
