using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.Vendure;

namespace EcommerceEtl.Tests.Worker.Sources.Vendure;

/// <summary>An order as it is landed, of which a test changes what it is about: placed on the 10th of January, 2 x 10.95 and 1 x 20.95
/// with 19 % tax, shipping for 4.90.</summary>
internal static class SampleOrder
{
    public static readonly DateTime Placed = new(2026, 1, 10, 12, 0, 0, DateTimeKind.Utc);

    public static JsonObject New() => JsonNode.Parse("""
        {"id":"1","code":"3GHN","type":"Regular","state":"PaymentSettled","currencyCode":"USD","createdAt":"2026-01-09T11:00:00.069Z",
        "updatedAt":"2026-01-12T08:00:00.000Z","orderPlacedAt":"2026-01-10T12:00:00.000Z","totalWithTax":5682,"customer":{"id":"7"},
        "shippingAddress":{"city":"Ulm"},"lines":[
        {"id":"11","createdAt":"2026-01-09T11:00:00.069Z","quantity":2,"orderPlacedQuantity":2,"unitPrice":1095,"linePrice":2190,
        "proratedUnitPrice":1095,"proratedUnitPriceWithTax":1303,"proratedLinePrice":2190,"proratedLinePriceWithTax":2606,
        "productVariant":{"product":{"id":"5"}}},
        {"id":"12","createdAt":"2026-01-09T11:30:00.000Z","quantity":1,"orderPlacedQuantity":1,"unitPrice":2095,"linePrice":2095,
        "proratedUnitPrice":2095,"proratedUnitPriceWithTax":2493,"proratedLinePrice":2095,"proratedLinePriceWithTax":2493,
        "productVariant":{"product":{"id":"6"}}}],
        "surcharges":[],"shippingLines":[{"price":490,"priceWithTax":583,"discountedPrice":490,"discountedPriceWithTax":583}],
        "modifications":[],"payments":[{"refunds":[]}],"history":{"items":[]},"precision":2}
        """)!.AsObject();

    public static string Text(Action<JsonObject> change)
    {
        var order = New();
        change(order);
        return order.ToJsonString();
    }

    public static Mapped<Cart> Map(Action<JsonObject> change) => Map(Encoding.UTF8.GetBytes(Text(change)));

    public static Mapped<Cart> Map(ReadOnlySpan<byte> element) => new VendureOrders("USD").Map(element, ExtractBundle.Mapping);

    /// <summary>The order, which has to add up to what it states.</summary>
    public static Order Good(Action<JsonObject> change)
    {
        var mapped = Map(change);
        Assert.That(mapped.Rejection, Is.Null);
        Assert.That(mapped.Record!.Order!.Difference, Is.Zero);
        return mapped.Record.Order;
    }

    /// <summary>A row in few words, such as <c>01-10 sale order product 1: 2 x 21.90 - 2.19 + 4.16</c>.</summary>
    public static string[] Rows(Order order) => [.. order.Sales.Select(row => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.At:MM-dd} {row.Action} {row.Cause} {row.Item} {row.Line}: {row.Quantity:0.##} x {row.Gross:0.00##} ")
        .ToLowerInvariant() + string.Create(CultureInfo.InvariantCulture, $"- {row.Discount:0.00##} + {row.Tax:0.00##}"))];

    public static void Cancel(JsonObject order, string at, bool shipping, params (int Line, int Quantity)[] lines) =>
        order["history"]!["items"]!.AsArray().Add(new JsonObject
        {
            ["createdAt"] = at,
            ["data"] = new JsonObject
            {
                ["lines"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
                {
                    ["orderLineId"] = line.Line,
                    ["quantity"] = line.Quantity,
                })]),
                ["shippingCancelled"] = shipping,
            },
        });

    public static void PayBack(JsonObject order, string at, int cents, string state = "Settled") =>
        order["payments"]![0]!["refunds"]!.AsArray().Add(new JsonObject
        {
            ["id"] = $"{cents}",
            ["state"] = state,
            ["updatedAt"] = at,
            ["total"] = cents,
        });

    /// <summary>Sets what is left of a line.</summary>
    public static void Line(JsonObject order, int line, params (string Name, int Value)[] values)
    {
        foreach (var (name, value) in values)
            order["lines"]![line]![name] = value;
    }
}
