using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Sources.Medusa;

public sealed class MedusaContractTests : ShopSourceContract
{
    private readonly MedusaDouble _medusa = new();

    protected override string Kind => "Medusa";

    protected override string Token => MedusaDouble.Token;

    protected override string ForeignId => "true";

    protected override string PathOf(Entity entity) => "/admin/" + (entity == Entity.Carts ? "orders" : SnakeCase.Of(entity));

    protected override string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"\"x_01J{number:D4}\"");

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$$"""
            {"id":{{{id}}},"title":"T","variants":[{"id":"variant_1","prices":[{"id":"price_1","amount":1.5,"currency_code":"usd"}]}],
            "categories":[{"id":"pcat_1","name":"C"}],"collection":{"title":"D"}}
            """.ReplaceLineEndings(""),
        Entity.Customers => $$"""{"id":{{id}},"addresses":[{"city":"Ulm","is_default_shipping":true}]}""",
        _ => Order(id),
    };

    private protected override void Serve(ScriptedShop shop, Entity entity, params string[] elements)
    {
        var path = PathOf(entity);
        _medusa.With(path["/admin/".Length..], elements);
        shop.On(path, _medusa.AnswerAsync);
    }

    private static string Order(string id)
    {
        var order = SampleMedusaOrder.New();
        (order["id"], order["currency_code"]) = (JsonNode.Parse(id), "usd");
        return order.ToJsonString();
    }
}
