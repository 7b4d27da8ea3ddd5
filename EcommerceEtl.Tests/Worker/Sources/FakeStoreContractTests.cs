namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class FakeStoreContractTests : ShopSourceContract
{
    protected override string Kind => "FakeStore";

    protected override string ForeignId => "\"1\"";

    protected override string PathOf(Entity entity) => entity == Entity.Customers ? "/users" : "/" + SnakeCase.Of(entity);

    protected override string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$$"""{"id":{{{id}}},"title":"T","price":1.5,"category":"C","rating":{"rate":4,"count":2}}""",
        Entity.Customers => $$$"""{"id":{{{id}}},"address":{"city":"Cullman"}}""",
        _ => $$"""{"id":{{id}},"userId":2,"date":"2020-01-02T00:00:00.000Z","products":[{"productId":2,"quantity":4}]}""",
    };
}
