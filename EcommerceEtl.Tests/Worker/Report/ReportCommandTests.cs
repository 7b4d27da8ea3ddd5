using System.Text.Json;
using EcommerceEtl.Tests.Data.Schema;

namespace EcommerceEtl.Tests.Worker.Report;

/// <summary><c>report</c>: the boards' figures in a terminal.</summary>
internal sealed class ReportCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task The_text_of_a_small_warehouse_is_the_golden_one()
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql);
        await _test.Database.FillRollupsAsync();

        var report = await _test.DoneAsync("report");

        var golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Worker", "Report", "report.golden.txt"));
        Assert.That(report.Output.Split('\n'), Is.EqualTo(golden.Split('\n')), report.Output);
        Assert.That(report.Error, Is.Empty);
    }

    [Test]
    public async Task The_json_of_a_small_warehouse_has_exact_amounts_and_rates_as_shares()
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql);
        await _test.Database.FillRollupsAsync();

        using var json = JsonDocument.Parse((await _test.DoneAsync("report", "--json", "--from", "2020-01-03")).Output);

        // 3 January alone: an order of no known price by customer 8, and a look. The day before: orders of 20 and of 3.75.
        var report = json.RootElement.GetProperty("reports")[0];
        Assert.That(
            new[] { "from", "to", "days", "previous_from" }.Select(name => report.GetProperty(name).ToString()),
            Is.EqualTo(new[] { "2020-01-03", "2020-01-03", "1", "2020-01-02" }));
        Assert.That(Compact(report.GetProperty("stores")[0]), Does.Contain("\"purchase_origin\":\"simulated\"")
            .And.Contain("\"last_day\":\"2020-01-03\""));
        Assert.That(
            Compact(report.GetProperty("kpis")),
            Is.EqualTo("""
                {"total_revenue":{"value":0,"previous":23.75,"vs_previous":-1},"total_orders":{"value":1,"previous":2,"vs_previous":-0.5},
                "conversion_rate":{"value":0.5,"previous":1,"vs_previous":-0.5},
                "average_order_value":{"value":0,"previous":11.875,"vs_previous":-1},
                "cart_abandonment":{"value":0,"previous":0},"returning_customers":{"value":0,"previous":0}}
                """.ReplaceLineEndings("")));
        Assert.That(report.GetProperty("unpriced_lines").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_customer_who_had_ordered_before_the_range_is_a_returning_one_and_a_guest_is_none()
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql + "; UPDATE carts SET user_id = 7 WHERE cart_id = 3");
        await _test.Database.FillRollupsAsync();

        Assert.That(await ReturningAsync("--from", "2020-01-03"), Is.EqualTo(1m), "customer 7 had ordered on 2 January");
        Assert.That(await ReturningAsync(), Is.Zero, "nobody had ordered before all days");

        async Task<decimal> ReturningAsync(params string[] days)
        {
            using var json = JsonDocument.Parse((await _test.DoneAsync(["report", "--json", .. days])).Output);
            var kpis = json.RootElement.GetProperty("reports")[0].GetProperty("kpis");
            return kpis.GetProperty("returning_customers").GetProperty("value").GetDecimal();
        }
    }

    [Test]
    public async Task A_warehouse_without_a_store_says_so()
    {
        Assert.That((await _test.DoneAsync("report")).Output, Is.EqualTo("The warehouse holds no store yet: `run` loads one.\n"));
        Assert.That(string.Concat((await _test.DoneAsync("report", "--json")).Output.Where(c => !char.IsWhiteSpace(c))),
            Is.EqualTo("{\"reports\":[]}"));
    }

    [Test]
    public async Task A_store_without_carts_says_so_and_days_without_sessions_too()
    {
        await _test.Database.ExecuteAsync(
            SampleWarehouse.Sql
                + "; INSERT INTO stores VALUES (2, 'fresh', 'FakeStore', 'x', 'EUR', 'Asia/Tokyo', 'derived', 'simulated', 'simulated')");
        await _test.Database.FillRollupsAsync();

        var report = await _test.DoneAsync("report");
        Assert.That(report.Output, Does.StartWith(
            "EUR, fresh (Asia/Tokyo): no carts yet.\n\nUSD, shop (UTC): 2019-12-05 to 2020-01-03, 30 days"));

        var empty = await _test.DoneAsync("report", "--currency", "uSd", "--to", "2019-01-31");
        Assert.That(
            empty.Output,
            Does.StartWith("USD, shop (UTC): 2019-01-02 to 2019-01-31, 30 days")
                .And.Contain("\nNo sessions on these days. Carts: shop 2020-01-02 to 2020-01-03.\n")
                .And.Match("Total Revenue +0.00 +0.00 +-").And.Match("Conversion Rate +- +- +-").And.Not.Contain("by day"));
    }

    [TestCase("--from takes a day as yyyy-MM-dd, from 1990-01-01 to 2199-12-31.", "--from", "01/02/2020")]
    [TestCase("--to takes a day as yyyy-MM-dd, from 1990-01-01 to 2199-12-31.", "--to", "1989-12-31")]
    [TestCase("--from is later than --to.", "--from", "2020-01-02", "--to", "2020-01-01")]
    [TestCase("The days from 2199-12-01 on lie in the future: no cart is dated so late yet. Choose others with --from and --to.", "--from",
        "2199-12-01")]
    [TestCase("The days from 2199-12-02 on lie in the future: no cart is dated so late yet. Choose others with --from and --to.", "--to",
        "2199-12-31")]
    [TestCase("No store of the warehouse is what --store and --currency ask for. It holds shop (USD).", "--store", "nowhere")]
    [TestCase("No store of the warehouse is what --store and --currency ask for. It holds shop (USD).", "--store", "shop",
        "--currency", "EUR")]
    public async Task What_cannot_be_reported_is_refused_in_plain_words(string message, params string[] options)
    {
        await _test.Database.ExecuteAsync(SampleWarehouse.Sql);
        await _test.Database.FillRollupsAsync();

        var exit = await _test.RunAsync(["report", .. options]);

        Assert.That((exit.Code, exit.ErrorLines[0], exit.Output), Is.EqualTo((2, message, "")));
    }

    [Test]
    public async Task Stores_that_share_no_moment_of_a_day_are_reported_one_by_one()
    {
        await _test.Database.ExecuteAsync("""
            INSERT INTO stores VALUES
              (1, 'east', 'FakeStore', 'x', 'USD', 'Pacific/Kiritimati', 'derived', 'simulated', 'simulated'),
              (2, 'west', 'FakeStore', 'x', 'USD', 'Pacific/Pago_Pago', 'derived', 'simulated', 'simulated')
            """);

        var both = await _test.RunAsync("report", "--from", "2026-01-01");
        Assert.That(
            (both.Code, both.ErrorLines[0]),
            Is.EqualTo((2, "The USD stores lie so far apart that no moment is on the same day in all of them. Choose one with --store.")));

        Assert.That(
            (await _test.DoneAsync("report", "--store", "east", "--from", "2026-01-01")).Output,
            Does.StartWith("USD, east (Pacific/Kiritimati): 2026-01-01 to 2026-01-01, 1 day; previous: 2025-12-31 to 2025-12-31"));
    }

    [Test]
    public async Task A_database_without_this_builds_schema_is_refused()
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());

        var exit = await _test.RunAsync("report");

        Assert.That((exit.Code, exit.Output), Is.EqualTo((1, "")));
        Assert.That(exit.Error, Does.StartWith("schema_older: "));
        exit.ShowsNoStackTrace();
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
