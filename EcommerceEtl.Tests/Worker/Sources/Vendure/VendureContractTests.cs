namespace EcommerceEtl.Tests.Worker.Sources.Vendure;

public sealed class VendureContractTests : ShopSourceContract
{
    private readonly VendureDouble _vendure = new();

    protected override string Kind => "Vendure";

    protected override string Token => VendureDouble.Key;

    protected override string ForeignId => "true";

    protected override string PathOf(Entity entity) => "/admin-api";

    protected override string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"\"{number}\"");

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$"""
            {"id":{{id}},"name":"T","variants":[{"id":"1","prices":[{"price":150,"currencyCode":"USD"}]}],
            "collections":[{"id":"2","name":"C"}],"precision":2}
            """.ReplaceLineEndings(""),
        Entity.Customers => $$"""{"id":{{id}},"addresses":[{"city":"Ulm","defaultShippingAddress":true}]}""",
        _ => SampleOrder.Text(order => order["id"] = System.Text.Json.Nodes.JsonNode.Parse(id)),
    };

    private protected override void Serve(ScriptedShop shop, Entity entity, params string[] elements) => shop.On(
        "/admin-api", _vendure.With(entity == Entity.Carts ? "orders" : SnakeCase.Of(entity), elements).AnswerAsync);
}
