using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.DummyJson;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources.DummyJson;

/// <summary>What DummyJSON sends, and what becomes of it.</summary>
public sealed class DummyJsonSourceTests
{
    private static readonly StoreOptions _store = new() { Kind = "DummyJson" };
    private static readonly DummyJsonSource _source = new(_store, null!);

    [Test]
    public async Task A_list_is_asked_for_in_pages_of_a_hundred_by_the_fields_that_are_landed()
    {
        var shop = await new DummyJsonDouble().With("carts", [.. Enumerable.Range(1, 208).Select(id => Cart(id, "[]"))]).StartAsync();
        await using var extraction = shop.Extract(store: _store);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(208));
        // Each page but the first begins with the last element of the one before.
        Assert.That(shop.Requests, Is.EqualTo(new[]
        {
            "/carts?limit=100&skip=0&select=id,userId,products", "/carts?limit=101&skip=99&select=id,userId,products",
            "/carts?limit=101&skip=199&select=id,userId,products",
        }));
    }

    [Test]
    public void Two_lines_of_one_product_are_two_lines_at_the_price_that_they_state()
    {
        var cart = _source.MapCart(
            Encoding.UTF8.GetBytes(
                """
                {"id":6,"userId":142,"products":[{"id":144,"quantity":4,"price":44.99},{"id":144,"quantity":1,"price":99.94999999999999},
                {"id":7,"quantity":2}],"first_seen":"2026-02-03T10:00:00Z"}
                """),
            ExtractBundle.Mapping).Record!;

        Assert.That((cart.Id.Key, cart.Customer!.Value.Key, cart.PlacedAt), Is.EqualTo(
            (6, 142, new DateTime(2026, 2, 3, 10, 0, 0, DateTimeKind.Utc))));
        Assert.That(cart.Items, Is.EqualTo(new[]
        {
            new CartItem(new ProductId(144), 4, new Money(44.99m)), new CartItem(new ProductId(144), 1, new Money(99.95m)),
            new CartItem(new ProductId(7), 2),
        }));
    }

    [TestCase("""{"id":6,"first_seen":"2026-02-03T10:00:00Z"}""", RejectionReason.MissingField, "$.products")]
    [TestCase("""{"id":6,"products":[]}""", RejectionReason.MissingField, "$.first_seen")]
    [TestCase("""{"id":6,"products":{},"first_seen":"2026-02-03T10:00:00Z"}""", RejectionReason.WrongType, "$.products")]
    [TestCase("""{"id":6,"products":[{"id":1}],"first_seen":"2026-02-03T10:00:00Z"}""", RejectionReason.MissingField,
        "$.products[0].quantity")]
    [TestCase("""{"id":6,"products":[{"id":1,"quantity":1,"price":-1}],"first_seen":"2026-02-03T10:00:00Z"}""", RejectionReason.OutOfRange,
        "$.products[0].price")]
    public void A_cart_that_cannot_be_right_is_rejected(string cart, RejectionReason reason, string path) => Assert.That(
        _source.MapCart(Encoding.UTF8.GetBytes(cart), ExtractBundle.Mapping).Rejection, Is.EqualTo(new Rejection(reason, path)));

    [Test]
    public void A_product_has_a_mean_rating_and_no_number_of_ratings()
    {
        var product = _source.MapProduct(
            """{"id":1,"title":"Essence Mascara ","price":9.99,"category":"beauty","rating":2.56}"""u8).Record;

        Assert.That(product, Is.EqualTo(new Product(new ProductId(1), "Essence Mascara", "beauty", new Money(9.99m), 2.56m, null)));
        Assert.That(_source.MapProduct("""{"id":1,"price":9.99}"""u8).Record,
            Is.EqualTo(new Product(new ProductId(1), "", "unknown", new Money(9.99m), null, null)));
    }

    [TestCase("""{"id":3,"address":{"city":"Phoenix"}}""", "Phoenix", "")]
    [TestCase("""{"id":3}""", "", "")]
    [TestCase("""{"id":3,"address":"1 Main Street"}""", "", "address")]
    [TestCase("""{"id":3,"address":{"city":7}}""", "", "address.city")]
    public void Of_a_user_the_city_is_a_detail(string user, string city, string leftOut)
    {
        var mapped = _source.MapCustomer(Encoding.UTF8.GetBytes(user));

        Assert.That(mapped.Record, Is.EqualTo(new Customer(new CustomerId(3), city)));
        Assert.That(string.Join(',', mapped.LeftOut), Is.EqualTo(leftOut));
    }

    [Test]
    public async Task Of_a_user_nothing_but_id_and_city_lands_whatever_the_shop_sends()
    {
        var shop = await new DummyJsonDouble().With(
            "users",
            """
            {"id":1,"firstName":"SECRET","email":"SECRET","password":"SECRET","bank":{"cardNumber":"SECRET"},"crypto":{"wallet":"SECRET"},
            "address":{"address":"SECRET","city":"Phoenix","coordinates":{"lat":-77.16213},"postalCode":"SECRET"}}
            """).StartAsync();
        await using var extraction = shop.Extract(store: _store);

        var snapshot = await extraction.RunAsync(Entity.Customers);

        Assert.That(
            await extraction.ElementsAsync(snapshot, Entity.Customers), Is.EqualTo(new[] { """{"id":1,"address":{"city":"Phoenix"}}""" }));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain("SECRET").And.Not.Contain("77.16"));
    }

    [TestCase("[]")]
    [TestCase("""{"message":"not this"}""")]
    [TestCase("""{"carts":{}}""")]
    public async Task An_answer_without_the_list_is_none(string answer)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/carts", ScriptedShop.Json(answer))).Extract(store: _store);

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload);

        Assert.That(error.Message, Does.Contain("has no list carts"));
    }

    [Test]
    public async Task What_is_no_cart_costs_no_other()
    {
        var shop = await new DummyJsonDouble().With("carts", "{}", Cart(2, "[]"), "[5]").StartAsync();
        await using var extraction = shop.Extract(store: _store);

        var landed = await extraction.LandAsync(new Ask(Entity.Carts));

        Assert.That(landed, Is.EqualTo(new[]
        {
            "{}", """{"id":2,"userId":1,"products":[],"first_seen":"2026-02-03T10:00:00Z"}""", "\"(left out)\"",
        }));
    }

    private static string Cart(int id, string products) => $$"""{"id":{{id}},"userId":1,"products":{{products}}}""";
}
