using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Medusa;

namespace EcommerceEtl.Tests.Worker.Sources.Medusa;

/// <summary>An order of 1 February 2026 as Medusa states it: two units at 20.95 and shipping for 4.90, tax 19 %.</summary>
internal static class SampleMedusaOrder
{
    public const string Line = "ordli_1";

    public static JsonObject New(string id = "order_1", params JsonObject[] lines)
    {
        var items = string.Join(',', (lines.Length == 0 ? [Item(Line, 2, 20.95m)] : lines).Select(line => line.ToJsonString()));
        return JsonNode.Parse(
        $$$"""
        {"id":"{{{id}}}","display_id":7,"status":"pending","version":1,"currency_code":"eur","created_at":"2026-02-01T10:00:00.500Z",
        "updated_at":"2026-02-01T10:00:00.500Z","canceled_at":null,"customer_id":"cus_1","shipping_address":{"city":"Ulm"},
        "items":[{{{items}}}],
        "shipping_methods":[{"id":"ordsm_1","amount":4.9,"is_tax_inclusive":false,"adjustments":[],"tax_lines":[{"rate":19}]}],
        "credit_lines":[],"summary":{"current_order_total":55.692},
        "cart":{"created_at":"2026-02-01T09:00:00.000Z","items":[{"variant_id":"variant_ordli_1","created_at":"2026-02-01T09:30:00.000Z"}]},
        "payment_collections":[{"payments":[{"id":"pay_1","updated_at":"2026-02-01T10:00:01.000Z","refunds":[]}]}]}
        """)!.AsObject();
    }

    /// <summary>A line without discounts, tax 19 %.</summary>
    public static JsonObject Item(string id, decimal quantity, decimal price) => JsonNode.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"id":"{{{id}}}","product_id":"prod_{{{id}}}","variant_id":"variant_{{{id}}}","quantity":{{{quantity}}},"unit_price":{{{price}}},
        "is_tax_inclusive":false,"is_giftcard":false,"adjustments":[],"tax_lines":[{"rate":19}],
        "detail":{"return_received_quantity":0,"return_dismissed_quantity":0}}
        """))!.AsObject();

    /// <summary>A change that was confirmed, which gives the order another version.</summary>
    public static JsonObject Change(this JsonObject order, string at, params string[] actions)
    {
        var changes = (order["changes"] ??= new JsonArray()).AsArray();
        changes.Add(JsonNode.Parse(
            $$$"""{"status":"confirmed","confirmed_at":"{{{at}}}","actions":[{{{string.Join(',', actions)}}}]}"""));
        (order["version"], order["updated_at"]) = (changes.Count + 1, at);
        return order;
    }

    /// <summary>What an action did to some units of a line.</summary>
    public static string Action(string name, string line, decimal quantity, decimal? difference = null) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"action":"{{{name}}}","reference_id":null,"details":{"reference_id":"{{{line}}}","quantity":{{{quantity}}}
        """) + (difference is { } more ? string.Create(CultureInfo.InvariantCulture, $",\"quantity_diff\":{more}") : "") + "}}";

    /// <summary>The shop says what is left.</summary>
    public static JsonObject Total(this JsonObject order, decimal total)
    {
        order["summary"]!["current_order_total"] = total;
        return order;
    }

    /// <summary>Money was written off, as for a refund.</summary>
    public static JsonObject Credit(this JsonObject order, string at, decimal amount)
    {
        order["credit_lines"]!.AsArray().Add(new JsonObject { ["amount"] = amount, ["created_at"] = at });
        return order;
    }

    /// <summary>Money was paid back.</summary>
    public static JsonObject Refund(this JsonObject order, string at, decimal amount)
    {
        var refunds = order["payment_collections"]![0]!["payments"]![0]!["refunds"]!.AsArray();
        refunds.Add(new JsonObject
        {
            ["id"] = $"ref_{refunds.Count}",
            ["amount"] = amount,
            ["created_at"] = at,
            ["updated_at"] = at,
        });
        return order;
    }

    public static Cart Map(this JsonObject order)
    {
        var mapped = new MedusaSource(new StoreOptions { Kind = "Medusa", Currency = "EUR" }, null!)
            .MapCart(Encoding.UTF8.GetBytes(order.ToJsonString()), ExtractBundle.Mapping);
        Assert.That(mapped.Rejection, Is.Null);
        return mapped.Record!;
    }

    /// <summary>The rows: day, cause, item, units, gross, discount, tax.</summary>
    public static string[] Rows(this Cart cart) =>
    [
        .. cart.Order!.Sales.Select(sale => string.Create(
            CultureInfo.InvariantCulture,
            $"{sale.At:MM-dd} {SnakeCase.Of(sale.Cause)} {SnakeCase.Of(sale.Item)} {sale.Quantity:0.###} {sale.Gross:0.####} "
            + $"{sale.Discount:0.####} {sale.Tax:0.####}")),
    ];
}
