using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class FakeStoreMapTests
{
    private static readonly FakeStoreSource _source = new FakeStoreSource(null!);

    [Test]
    public void A_product_is_read_with_its_title_trimmed()
    {
        var mapped = Product(
            """{"id":2,"title":"Mens Casual Slim Fit ","price":22.3,"description":"x","category":"men's clothing","image":"y","rating":"""
                + """{"rate":4.1,"count":259}}""");

        Assert.That(mapped.Record, Is.EqualTo(
            new Product(new ProductId(2), "Mens Casual Slim Fit", "men's clothing", new Money(22.3m), 4.1m, 259)));
        Assert.That((mapped.Key, mapped.SourceText), Is.EqualTo(((long?)2, "2")));
    }

    [TestCase("0.00005", "0.0001")]
    [TestCase("0.00004999", "0")]
    [TestCase("2.00015", "2.0002")]
    [TestCase("99.94999999999999", "99.95")]
    [TestCase("1e3", "1000")]
    [TestCase("1e-400", "0")]
    [TestCase("-0", "0")]
    [TestCase("10000000.00004", "10000000")]
    public void A_price_is_rounded_half_away_from_zero_before_its_limit(string json, string price) =>
        Assert.That(
            Product($$"""{"id":1,"title":"T","price":{{json}},"category":"C"}""").Record!.Price.Amount,
            Is.EqualTo(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase("""{"title":"T","price":1,"category":"C"}""", RejectionReason.MissingField, "$.id", null)]
    [TestCase("""{"id":null,"title":"T","price":1,"category":"C"}""", RejectionReason.MissingField, "$.id", null)]
    [TestCase("""{"id":"5","title":"T","price":1,"category":"C"}""", RejectionReason.WrongType, "$.id", null)]
    [TestCase("""{"id":1.5,"title":"T","price":1,"category":"C"}""", RejectionReason.WrongType, "$.id", null)]
    [TestCase("""{"id":1.0,"title":"T","price":1,"category":"C"}""", RejectionReason.WrongType, "$.id", null)]
    [TestCase("""{"id":0,"title":"T","price":1,"category":"C"}""", RejectionReason.OutOfRange, "$.id", null)]
    [TestCase("""{"id":-3,"title":"T","price":1,"category":"C"}""", RejectionReason.OutOfRange, "$.id", null)]
    [TestCase("""{"id":4611686018427387904,"title":"T","price":1,"category":"C"}""", RejectionReason.OutOfRange, "$.id", null)]
    [TestCase("""{"id":99999999999999999999,"title":"T","price":1,"category":"C"}""", RejectionReason.OutOfRange, "$.id", null)]
    [TestCase("""{"id":5,"title":"T","category":"C"}""", RejectionReason.MissingField, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":"1","category":"C"}""", RejectionReason.WrongType, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":1e400,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":-0.0001,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":10000000.00005,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"id":5,"title":"T","price":1,"category":"C"}""", RejectionReason.DuplicateKey, "$.id", null)]
    [TestCase("""{"id":5,"price":1,"title":"T","price":2,"category":"C"}""", RejectionReason.DuplicateKey, "$.price", 5)]
    [TestCase("""{"id":5,"title":[],"price":null,"category":7}""", RejectionReason.MissingField, "$.price", 5)]
    [TestCase("""{"id":5,"price":"1","price":1}""", RejectionReason.WrongType, "$.price", 5)]
    [TestCase("5", RejectionReason.WrongType, "$", null)]
    [TestCase("[]", RejectionReason.WrongType, "$", null)]
    [TestCase("null", RejectionReason.WrongType, "$", null)]
    [TestCase("{\"id\":5,", RejectionReason.WrongType, "$", null)]
    [TestCase("", RejectionReason.WrongType, "$", null)]
    [Fault("bad record: wrong type")]
    [Fault("bad record: missing field")]
    [Fault("bad record: price out of range")]
    [Fault("bad record: duplicate JSON keys")]
    public void A_bad_product_is_rejected_with_reason_path_and_key(string json, RejectionReason reason, string path, long? key)
    {
        var mapped = Product(json);

        Assert.That((mapped.Rejection, mapped.Key, mapped.Record), Is.EqualTo((new Rejection(reason, path), key, (Product?)null)));
        Assert.That(mapped.SourceText, Is.EqualTo(key?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static Mapped<Product> Product(string json) => _source.MapProduct(Encoding.UTF8.GetBytes(json));
}
