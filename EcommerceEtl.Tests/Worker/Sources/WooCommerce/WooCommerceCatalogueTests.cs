using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

public sealed class WooCommerceCatalogueTests
{
    [Test]
    public void The_recorded_products_are_read_with_their_prices_and_without_ratings_where_nobody_rated() =>
        Assert.That(RecordedShop.Elements("products").Select(element => WooCommerceProducts.Map(element).Record), Is.EqualTo(
            Enumerable.Range(1, 6).Reverse().Select(number => new Product(
                new ProductId(10 + number), $"Product {number}", "Clothes", new Money(number * 10 + 0.95m), null, 0))));

    [Test]
    public void The_recorded_customers_are_read_without_a_flaw()
    {
        var mapped = RecordedShop.Elements("customers").Select(element => WooCommerceCustomers.Map(element)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(mapped.Select(customer => customer.Record), Is.EqualTo(
                new[] { 1, 2, 3 }.Select(id => new Customer(new CustomerId(id), ""))));
            Assert.That(mapped.SelectMany(customer => customer.LeftOut), Is.Empty);
        });
    }

    [TestCase("""{"id":7,"price":"","name":"A &amp; B","categories":[],"average_rating":"4.50","rating_count":2}""",
        "A & B", "unknown", 0, 4.5, 2, "")]
    [TestCase(
        """{"id":7,"price":"9.5","name":"A","categories":[{"id":9,"name":"Nine"},{"id":2,"name":"Tea &amp; Milk"},{"id":5,"name":"X"}]}""",
        "A", "Tea & Milk", 9.5, null, null, "")]
    [TestCase("""{"id":7,"price":9.5,"name":"&#0;","categories":[{"id":9},5],"average_rating":"x","rating_count":-1}""",
        "&#0;", "unknown", 9.5, null, null, "categories average_rating rating_count")]
    public void A_product_is_read(
        string json, string title, string category, double price, double? rating, int? count, string leftOut)
    {
        var mapped = WooCommerceProducts.Map(Encoding.UTF8.GetBytes(json));
        Assert.Multiple(() =>
        {
            Assert.That(mapped.Record, Is.EqualTo(new Product(
                new ProductId(7), title, category, new Money((decimal)price), (decimal?)rating, count)));
            Assert.That(string.Join(' ', mapped.LeftOut), Is.EqualTo(leftOut));
        });
    }

    [TestCase("""{"id":7,"name":"A"}""", RejectionReason.MissingField, "$.price")]
    [TestCase("""{"id":7,"price":"-1"}""", RejectionReason.OutOfRange, "$.price")]
    [TestCase("""{"id":7,"price":"10000000.01"}""", RejectionReason.OutOfRange, "$.price")]
    [TestCase("""{"id":7,"price":"<b>1</b>"}""", RejectionReason.WrongType, "$.price")]
    public void A_product_without_a_price_that_can_be_read_is_rejected(string json, RejectionReason reason, string path) =>
        Assert.That(WooCommerceProducts.Map(Encoding.UTF8.GetBytes(json)).Rejection, Is.EqualTo(new Rejection(reason, path)));

    [TestCase("""{"id":7,"billing":{"city":" Kyiv "}}""", "Kyiv", "")]
    [TestCase("""{"id":7,"billing":{"city":"+380 44 123 45 67"}}""", "", "billing.city")]
    [TestCase("""{"id":7,"billing":[]}""", "", "billing")]
    public void A_customer_is_read_with_the_city_alone(string json, string city, string leftOut)
    {
        var mapped = WooCommerceCustomers.Map(Encoding.UTF8.GetBytes(json));
        Assert.That((mapped.Record, string.Join(' ', mapped.LeftOut)), Is.EqualTo((new Customer(new CustomerId(7), city), leftOut)));
    }
}
