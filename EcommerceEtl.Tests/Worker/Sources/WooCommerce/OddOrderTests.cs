using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>Orders that a shop may state and nobody expects, loaded by the real pipeline. Order 27 has one line (70.95, tax 13.48),
/// shipping (4.90, tax 0.93) and a refund of one unit (4.20, tax 0.80): 85.26 is left of it.</summary>
public sealed class OddOrderTests : IAsyncDisposable
{
    private readonly PipelineBundle _pipeline = new();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [SetUp]
    public void Serve() => RecordedSource.Serve(_pipeline, "Europe/Berlin");

    [TestCase("A\\u0000", "Kiel", "-|Kiel")]
    [TestCase("A\\ud800", "Kiel", "-|Kiel")]
    [TestCase("A", "Ki\\u0000el", "A|-")]
    [TestCase("A", "\\udc00Kiel", "A|-")]
    public async Task A_text_that_no_database_takes_is_left_out_and_the_order_counts(string number, string city, string held)
    {
        Order["number"] = "NUMBER";
        Order["billing"] = new JsonObject { ["city"] = "CITY" };
        Write(("NUMBER", number), ("CITY", city));

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT number, city FROM orders WHERE cart_id = 27", [held]);
        await HoldsAsync("85.26");
    }

    [TestCase("EU\\u0000")]
    [TestCase("E\\ud800R")]
    public async Task A_currency_that_is_no_text_costs_the_order(string currency)
    {
        Order["currency"] = "CURRENCY";
        Write(("CURRENCY", currency));

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT record_key, reason, path FROM quarantine", ["27|bad_text|$.currency"]);
        await _pipeline.GivesAsync("SELECT notes ->> 'skipped_by_currency' FROM etl_runs", ["{\"USD\": 1}"]);
        await _pipeline.Database.HoldsAsync();
    }

    // The clock stands at 20:00 on 24 November: a day later is taken for a wrong clock of the shop, more is not.
    [TestCase("2026-11-25T19:00:00", null)]
    [TestCase("2026-11-25T21:30:00", "27|future_date|$.refunds[0].date_created_gmt")]
    public async Task A_refund_dated_after_the_snapshot_is_taken_within_a_day(string at, string? rejected)
    {
        Order["refunds"]![0]!["date_created_gmt"] = at;

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT record_key, reason, path FROM quarantine", rejected is null ? [] : [rejected]);
        await _pipeline.GivesAsync(
            "SELECT day, trim_scale(returns) FROM daily_totals WHERE day > '2026-11-24'", rejected is null ? ["2026-11-25|4.2"] : []);
        await _pipeline.Database.HoldsAsync();
    }

    // Four refunds of ten thousand times a cent without tax: the first row of the order is left, and shipping.
    [Test]
    public async Task An_order_may_have_more_rows_of_sales_than_a_smallint_can_count()
    {
        var line = Order["line_items"]![0]!["id"]!.GetValue<long>();
        Order["refunds"] = new JsonArray([.. Enumerable.Range(0, 4).Select(refund => (JsonNode)Refund(
            refund, 100m, Enumerable.Range(0, 10_000).Select(_ => Returned(line, -0.01m))))]);

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT max(sale_no) FROM order_sales WHERE cart_id = 27", ["40002"]);
        await HoldsAsync("-309.74");
        await _pipeline.SucceedAsync();
        await HoldsAsync("-309.74");
    }

    // Six refunds of nothing for lines of 2 x 10^14 each, tax included: an adjustment takes each back, and the order is as it was.
    [Test]
    public async Task Lines_of_refunds_beyond_what_an_amount_can_hold_come_to_what_was_paid_back()
    {
        var line = Order["line_items"]![0]!["id"]!.GetValue<long>();
        var item = $$"""{"refunded_item_id":{{line}},"quantity":0,"total":-1e10,"total_tax":-1e10}""";
        Order["refunds"] = new JsonArray([.. Enumerable.Range(0, 6).Select(refund => (JsonNode)Refund(
            refund, 0, Enumerable.Range(0, 10_000).Select(_ => JsonNode.Parse(item)!.AsObject())))]);

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync(
            "SELECT difference = stated_total - 90.26 FROM orders WHERE cart_id = 27", ["true"]);
        await HoldsAsync("90.26");
    }

    [Test]
    public async Task An_order_that_is_no_sale_any_more_leaves_no_row_and_no_figure()
    {
        await _pipeline.SucceedAsync();
        await _pipeline.GivesAsync("SELECT orders, trim_scale(gross) FROM daily_totals", ["8|584.25"]);
        Order["status"] = "pending";

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync("SELECT state, day FROM orders WHERE cart_id = 27", ["pending|-"]);
        await _pipeline.GivesAsync("SELECT count(*) FROM order_sales WHERE cart_id = 27", ["0"]);
        // 584.25 less its 70.95.
        await _pipeline.GivesAsync("SELECT sum(orders), trim_scale(sum(gross)) FROM daily_totals", ["7|513.3"]);
        await _pipeline.Database.HoldsAsync();
    }

    private JsonNode Order => ShopDouble.ById(_pipeline.Shop.Carts, 27);

    private static JsonObject Refund(int number, decimal amount, IEnumerable<JsonObject> items) => new()
    {
        ["id"] = 1_000 + number,
        ["date_created_gmt"] = "2026-11-24T18:00:00",
        ["amount"] = amount.ToString(CultureInfo.InvariantCulture),
        ["items"] = new JsonArray([.. items]),
        ["shipping"] = new JsonArray(),
        ["fees"] = new JsonArray(),
    };

    private static JsonObject Returned(long line, decimal total) => new()
    {
        ["refunded_item_id"] = line,
        ["quantity"] = 0,
        ["total"] = total.ToString(CultureInfo.InvariantCulture),
        ["total_tax"] = "0",
    };

    /// <summary>Lets the shop write other texts in the place of some, which are no strings of JSON that could be written by a
    /// library.</summary>
    private void Write(params (string Placeholder, string Text)[] texts) => _pipeline.Shop.Instead = context =>
    {
        var list = context.Request.Path.Value switch
        {
            "/products" => _pipeline.Shop.Products,
            "/users" => _pipeline.Shop.Users,
            _ => _pipeline.Shop.Carts,
        };
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(texts.Aggregate(
            list.ToJsonString(), (body, text) => body.Replace(text.Placeholder, text.Text, StringComparison.Ordinal)));
    };

    private async Task HoldsAsync(string left)
    {
        await _pipeline.GivesAsync(
            "SELECT trim_scale(sum(gross - discount + tax)) FROM order_sales WHERE cart_id = 27", [left]);
        await _pipeline.Database.HoldsAsync();
    }
}
