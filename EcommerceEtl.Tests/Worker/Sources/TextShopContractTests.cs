using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class TextShopContractTests : ShopSourceContract
{
    protected override string Kind => "TextShop";

    protected override string ForeignId => "1";

    protected override string PathOf(Entity entity) => entity == Entity.Carts ? "/orders" : "/" + SnakeCase.Of(entity);

    protected override string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"\"x_01J{number:D4}\"");

    protected override string Element(Entity entity, string id) => entity switch
    {
        Entity.Products => $$"""{"id":{{id}},"title":"T","price":1.5,"category":"C"}""",
        Entity.Customers => $$"""{"id":{{id}},"city":"Cullman"}""",
        _ => $$"""{"id":{{id}},"customer_id":"cus_1","created_at":"2020-01-02T00:00:00Z","ordered_at":"2020-01-03T00:00:00Z","items":"""
            + $$"""[{"product_id":"prod_1","quantity":2,"unit_price":9.5,"added_at":"2020-01-02T08:00:00Z"}]}""",
    };

    [TestCase("\"a\\u0000b\"", RejectionReason.BadText)]
    [TestCase("\"\\ud800\"", RejectionReason.BadText)]
    [TestCase("\"\"", RejectionReason.MissingField)]
    [TestCase("7", RejectionReason.WrongType)]
    [Fault("bad record: U+0000")]
    [Fault("bad record: lone surrogate")]
    public void A_text_id_that_a_line_needs_costs_the_record_where_it_cannot_be_kept(string id, RejectionReason reason) =>
        Assert.That(Named(id).Rejection, Is.EqualTo(new Rejection(reason, "$.items[0].product_id")));

    [Test]
    [Fault("bad record: overlong text")]
    public void A_text_id_has_at_most_200_characters()
    {
        Assert.That(Named($"\"{new string('x', 200)}\"").Rejection, Is.Null);
        Assert.That(Named($"\"{new string('x', 201)}\"").Rejection,
            Is.EqualTo(new Rejection(RejectionReason.TooLong, "$.items[0].product_id")));
    }

    [Test]
    public void Stated_prices_and_times_are_taken_as_they_are()
    {
        var cart = new TextShop(null!)
            .MapCart(Encoding.UTF8.GetBytes(Element(Entity.Carts, "\"order_01J\"")), ExtractBundle.Mapping).Record!;

        Assert.That(cart.Id, Is.EqualTo(new CartId(ShopKey.FromText("order_01J"), "order_01J")));
        Assert.That(cart.Items.Single(), Is.EqualTo(new CartItem(
            new ProductId(ShopKey.FromText("prod_1"), "prod_1"), 2, new Money(9.5m),
            new DateTime(2020, 1, 2, 8, 0, 0, DateTimeKind.Utc))));
        Assert.That(cart.Order!.PlacedAt, Is.EqualTo(new DateTime(2020, 1, 3, 0, 0, 0, DateTimeKind.Utc)));
    }

    /// <summary>An order whose line names a product so.</summary>
    private Mapped<Cart> Named(string product) => new TextShop(null!).MapCart(
        Encoding.UTF8.GetBytes(Element(Entity.Carts, Id(1)).Replace("\"prod_1\"", product, StringComparison.Ordinal)),
        ExtractBundle.Mapping);
}
