using System.Text.Json;
using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Tests.Sandbox;

/// <summary>The field names, their order and kinds are those of the public Fake Store API, written down by hand.</summary>
public sealed class ShopShapeTests
{
    [Test]
    public void A_product_has_the_fields_of_a_fake_store_product()
    {
        using var shop = new ShopReading();
        AssertAll(shop.Products, "id:Number title:String price:Number description:String category:String image:String "
            + "rating:Object rating.rate:Number rating.count:Number");
    }

    [Test]
    public void A_cart_has_the_fields_of_a_fake_store_cart()
    {
        using var shop = new ShopReading(600);
        AssertAll(
            shop.Carts, "id:Number userId:Number date:String products:Array products.productId:Number products.quantity:Number __v:Number");
        foreach (var cart in shop.Carts)
        {
            var lines = cart.GetProperty("products").EnumerateArray().ToList();
            Assert.That(cart.GetProperty("date").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
            Assert.That(lines, Is.Not.Empty);
            Assert.That(lines.ConvertAll(l => l.GetProperty("productId").GetInt32()), Is.Unique);
            Assert.That(lines.ConvertAll(l => l.GetProperty("quantity").GetInt32()), Is.All.InRange(1, 50));
        }
    }

    [Test]
    public void A_user_has_the_fields_of_a_fake_store_user()
    {
        using var shop = new ShopReading();
        AssertAll(shop.Users, "address:Object address.geolocation:Object address.geolocation.lat:String address.geolocation.long:String "
            + "address.city:String address.street:String address.number:Number address.zipcode:String id:Number email:String "
            + "username:String password:String name:Object name.firstname:String name.lastname:String phone:String __v:Number");
    }

    [Test]
    public void Personal_data_is_plainly_invented()
    {
        using var shop = new ShopReading();
        var emails = shop.Users.ConvertAll(u => u.GetProperty("email").GetString());
        Assert.That(emails, Is.All.EndWith("@example.com"));
        Assert.That(emails, Is.Unique);
    }

    [Test]
    public void Every_buyer_is_a_customer_of_the_shop()
    {
        using var shop = new ShopReading(50_000);
        var users = shop.Users.ConvertAll(u => u.GetProperty("id").GetInt32());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(users, Is.EqualTo(Enumerable.Range(1, users.Count)));
            Assert.That(users, Has.Count.GreaterThan(100), "500 carts have 100 founding customers; more have come");
            Assert.That(shop.Carts.Select(c => c.GetProperty("userId").GetInt32()).Distinct(), Is.SubsetOf(users));
        }
    }

    [Test]
    public void There_are_eight_categories_one_of_them_with_an_apostrophe_and_25_cities()
    {
        using var shop = new ShopReading(size: 5_000);
        var categories = shop.Products.Select(p => p.GetProperty("category").GetString()!).ToHashSet();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(categories, Has.Count.EqualTo(8));
            Assert.That(categories.Single(c => c.Contains('\'', StringComparison.Ordinal)), Is.EqualTo("men's clothing"));
            Assert.That(People.Cities, Has.Count.EqualTo(25));
            Assert.That(shop.Users.Select(u => u.GetProperty("address").GetProperty("city").GetString()).Distinct().Count(),
                Is.EqualTo(25));
        }
    }

    private static void AssertAll(List<JsonElement> elements, string fields)
    {
        Assert.That(elements, Is.Not.Empty);
        Assert.That(elements.ConvertAll(e => string.Join(' ', Fields(e, "").Distinct())), Is.All.EqualTo(fields));
    }

    private static IEnumerable<string> Fields(JsonElement element, string path)
    {
        foreach (var field in element.EnumerateObject())
        {
            yield return $"{path}{field.Name}:{field.Value.ValueKind}";
            var inner = field.Value.ValueKind switch
            {
                JsonValueKind.Object => [field.Value],
                JsonValueKind.Array => field.Value.EnumerateArray().ToList(),
                _ => [],
            };
            foreach (var name in inner.SelectMany(e => Fields(e, $"{path}{field.Name}.")))
                yield return name;
        }
    }
}
