using System.Text;
using System.Text.Json;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>What of the shop's answers is landed.</summary>
public sealed class WooCommerceLandingTests
{
    [Test]
    public void An_order_and_its_refunds_become_one_element_of_the_fields_that_may_land() =>
        Assert.That(Encoding.UTF8.GetString(RecordedShop.Order(27)), Is.EqualTo(OnOneLine(
            """
            {"id":27,"status":"completed","currency":"EUR","total":"90.26","total_tax":"14.41","customer_id":2,"billing":{"city":"x"},
            "number":"27",
            "line_items":[{"id":24,"product_id":0,"variation_id":0,"quantity":1,"subtotal":"70.95","total":"70.95","total_tax":"13.48"}],
            "shipping_lines":[{"id":25,"total":"4.90","total_tax":"0.93"}],"fee_lines":[],
            "date_created_gmt":"2026-11-24T05:57:13","date_modified_gmt":"2026-11-24T05:57:13","date_paid_gmt":"2026-11-24T05:57:13",
            "refunds":[{"id":28,"date_created_gmt":"2026-11-24T05:57:13","amount":"5.00",
            "items":[{"refunded_item_id":24,"quantity":-1,"total":"-4.20","total_tax":"-0.80"}],"shipping":[],"fees":[]}]}
            """)));

    [Test]
    public void What_is_composed_lands_as_it_is() =>
        Assert.That(RecordedShop.Orders.Select(order => Landed(Entity.Carts, order)), Is.EqualTo(
            RecordedShop.Orders.Select(order => Encoding.UTF8.GetString(order) + "\n")));

    [TestCase(Entity.Products, "products",
        """
        {"id":16,"name":"Product 6","price":"60.95","average_rating":"0.00","rating_count":0,
        "categories":[{"id":16,"name":"Clothes"}]}
        """)]
    [TestCase(Entity.Customers, "customers", """{"id":1,"billing":{"city":""}}""")]
    public void Of_products_and_customers_only_their_fields_land(Entity entity, string name, string expected) =>
        Assert.That(Landed(entity, RecordedShop.Elements(name)[0]), Is.EqualTo(OnOneLine(expected) + "\n"));

    [Test]
    public void An_amount_of_any_size_lands_and_a_text_that_is_none_does_not()
    {
        string Total(string value) => Landed(Entity.Carts, Encoding.UTF8.GetBytes($$"""{"id":1,"total":{{value}}}"""));
        Assert.Multiple(() =>
        {
            Assert.That(Total("\"-123456789.99\""), Is.EqualTo("{\"id\":1,\"total\":\"-123456789.99\"}\n"));
            Assert.That(Total("123456789.99"), Is.EqualTo("{\"id\":1,\"total\":123456789.99}\n"));
            Assert.That(Total("\"Jane Doe\""), Is.EqualTo("{\"id\":1,\"total\":\"(left out)\"}\n"));
        });
    }

    [Test]
    public void Refunds_that_are_listed_twice_or_in_another_order_give_the_same_element()
    {
        var refunds = new[] { 3, 1, 2, 1 }.Select(id => Parsed($$"""{"id":{{id}},"line_items":[],"reason":"ill"}""")).ToList();
        var order = Parsed(
            """{"id":1,"meta_data":[{"key":"iban"}],"billing":{"city":"Kyiv","email":"a@b.example"},"refunds":[{"id":9}]}""");
        var expected = """{"id":1,"billing":{"city":"Kyiv"},"refunds":[{"id":1,"items":[]},{"id":2,"items":[]},{"id":3,"items":[]}]}""";
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(WooCommerceOrders.Compose(order, refunds)), Is.EqualTo(expected));
            refunds.Reverse();
            Assert.That(Encoding.UTF8.GetString(WooCommerceOrders.Compose(order, refunds)), Is.EqualTo(expected));
        });
    }

    [TestCase("5", "{\"refunds\":[]}")]
    [TestCase("""{"id":{"email":"a@b.example"},"billing":"a@b.example","line_items":"a@b.example"}""",
        """{"id":[],"billing":{},"line_items":"","refunds":[]}""")]
    public void A_value_of_another_type_than_expected_does_not_land(string order, string expected) =>
        Assert.That(Encoding.UTF8.GetString(WooCommerceOrders.Compose(Parsed(order), [])), Is.EqualTo(expected));

    /// <summary>The line that is landed of an element.</summary>
    private static string Landed(Entity entity, byte[] element)
    {
        var chunk = new ChunkBuffer();
        new FieldFilter(WooCommerceKind.FieldsOf(entity)).Land(element, chunk, out _);
        return Encoding.UTF8.GetString(chunk.Written.Span);
    }

    private static string OnOneLine(string json) => json.Replace("\n", "", StringComparison.Ordinal);

    private static JsonElement Parsed(string json) => JsonDocument.Parse(json).RootElement;
}
