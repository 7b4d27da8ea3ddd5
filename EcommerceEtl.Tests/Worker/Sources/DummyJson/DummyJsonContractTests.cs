namespace EcommerceEtl.Tests.Worker.Sources.DummyJson;

public sealed class DummyJsonContractTests : ShopSourceContract
{
    private const string FirstSeen = ""","first_seen":"2026-02-03T10:00:00Z" """;

    protected override string Kind => "DummyJson";

    protected override string ForeignId => "\"1\"";

    protected override string PathOf(Entity entity) => "/" + ListOf(entity);

    protected override string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A cart lands with the time at which it was first seen, which the shop does not state.</summary>
    protected override bool IsComposed(Entity entity) => entity == Entity.Carts;

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$"""{"id":{{id}},"title":"T","price":1.5,"category":"C","rating":4.55}""",
        Entity.Customers => $$$"""{"id":{{{id}}},"address":{"city":"Phoenix"}}""",
        _ => $$"""{"id":{{id}},"userId":2,"products":[{"id":2,"quantity":4,"price":44.99}]{{FirstSeen.Trim()}}}""",
    };

    private protected override void Serve(ScriptedShop shop, Entity entity, params string[] elements)
    {
        var shown = elements.Select(element => element.Replace(FirstSeen.Trim(), "", StringComparison.Ordinal)).ToArray();
        var list = ListOf(entity);
        var served = new DummyJsonDouble().With(list, shown);
        shop.On("/" + list, context => served.AnswerAsync(context, list));
    }

    private static string ListOf(Entity entity) => entity == Entity.Customers ? "users" : SnakeCase.Of(entity);
}
