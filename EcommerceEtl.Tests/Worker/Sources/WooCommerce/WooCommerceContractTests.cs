using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

public sealed class WooCommerceContractTests : ShopSourceContract
{
    protected override string Kind => "WooCommerce";

    protected override string ForeignId => "\"a\"";

    protected override string PathOf(Entity entity) =>
        "/wp-json/wc/v3/" + (entity == Entity.Carts ? "orders" : SnakeCase.Of(entity));

    protected override string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}");

    /// <summary>An order is composed with its refunds: what else it has is left out before it lands.</summary>
    protected override bool IsComposed(Entity entity) => entity == Entity.Carts;

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$"""
            {"id":{{id}},"name":"T","price":"1.50","categories":[{"id":2,"name":"C"}],"average_rating":"4.50","rating_count":2}
            """,
        Entity.Customers => $$$"""{"id":{{{id}}},"billing":{"city":"Ulm"}}""",
        _ => $$"""
            {"id":{{id}},"number":"1","status":"processing","currency":"USD",
            "date_created_gmt":"2026-02-01T10:00:00","date_modified_gmt":"2026-02-01T10:00:00","date_paid_gmt":"2026-02-01T10:00:00",
            "total":"2.38","total_tax":"0.38","customer_id":7,"billing":{"city":"Ulm"},
            "line_items":[{"id":1,"product_id":3,"variation_id":0,"quantity":1,"subtotal":"2.00","total":"2.00","total_tax":"0.38"}],
            "fee_lines":[],"shipping_lines":[],"refunds":[]}
            """.ReplaceLineEndings(""),
    };

    private protected override void Serve(ScriptedShop shop, Entity entity, params string[] elements) =>
        shop.On("/wp-json/wc/v3/refunds", List("[]", 0)).On(PathOf(entity), List($"[{string.Join(',', elements)}]", elements.Length));

    private static RequestDelegate List(string body, int total) => context =>
    {
        context.Response.Headers["X-WP-Total"] = total.ToString(CultureInfo.InvariantCulture);
        return ScriptedShop.Json(body)(context);
    };
}
