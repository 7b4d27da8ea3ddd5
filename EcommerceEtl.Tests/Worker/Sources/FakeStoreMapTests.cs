using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Tests.Worker.Faults;
using EcommerceEtl.Worker.Sources.FakeStore;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class FakeStoreMapTests
{
    private static readonly FakeStoreSource _source = new FakeStoreSource(null!);

    [Test]
    public void A_product_is_read_with_its_title_trimmed()
    {
        var mapped = Product(
            """{"id":2,"title":"Mens Casual Slim Fit ","price":22.3,"description":"x","category":"men's clothing","image":"y","rating":{"rate":4.1,"count":259}}""");

        Assert.That(mapped.Record, Is.EqualTo(
            new Product(new ProductId(2), "Mens Casual Slim Fit", "men's clothing", new Money(22.3m), 4.1m, 259)));
        Assert.That((mapped.Key, mapped.SourceText), Is.EqualTo(((long?)2, "2")));
    }

    [TestCase("")]
    [TestCase(""","rating":null""")]
    [TestCase(""","rating":{}""")]
    [TestCase(""","rating":{"rate":null,"count":null}""")]
    public void A_rating_may_be_missing(string rating)
    {
        var product = Product($$"""{"id":1,"title":"T","price":1,"category":""{{rating}}}""").Record!;

        Assert.That((product.Rating, product.RatingCount, product.Category), Is.EqualTo(((decimal?)null, (int?)null, "")));
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
    [TestCase("""{"id":5,"price":1,"category":"C"}""", RejectionReason.MissingField, "$.title", 5)]
    [TestCase("""{"id":5,"title":"T","category":"C"}""", RejectionReason.MissingField, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":1}""", RejectionReason.MissingField, "$.category", 5)]
    [TestCase("""{"id":5,"title":null,"price":1,"category":"C"}""", RejectionReason.MissingField, "$.title", 5)]
    [TestCase("""{"title":7,"price":1,"category":"C","id":5}""", RejectionReason.WrongType, "$.title", 5)]
    [TestCase("""{"id":5,"title":"T","price":"1","category":"C"}""", RejectionReason.WrongType, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":1e400,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":-0.0001,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"title":"T","price":10000000.00005,"category":"C"}""", RejectionReason.OutOfRange, "$.price", 5)]
    [TestCase("""{"id":5,"title":"a\u0000b","price":1,"category":"C"}""", RejectionReason.BadText, "$.title", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"\ud800x"}""", RejectionReason.BadText, "$.category", 5)]
    [TestCase("""{"id":5,"id":5,"title":"T","price":1,"category":"C"}""", RejectionReason.DuplicateKey, "$.id", null)]
    [TestCase("""{"id":5,"title":"T","title":"T","price":1,"category":"C"}""", RejectionReason.DuplicateKey, "$.title", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":1,"rate":1}}""", RejectionReason.DuplicateKey, "$.rating.rate", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"C","rating":3}""", RejectionReason.WrongType, "$.rating", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":9.995}}""", RejectionReason.OutOfRange, "$.rating.rate", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"C","rating":{"count":1.5}}""", RejectionReason.WrongType, "$.rating.count", 5)]
    [TestCase("""{"id":5,"title":"T","price":1,"category":"C","rating":{"count":-1}}""", RejectionReason.OutOfRange, "$.rating.count", 5)]
    [TestCase("5", RejectionReason.WrongType, "$", null)]
    [TestCase("[]", RejectionReason.WrongType, "$", null)]
    [TestCase("null", RejectionReason.WrongType, "$", null)]
    [TestCase("{\"id\":5,", RejectionReason.WrongType, "$", null)]
    [TestCase("", RejectionReason.WrongType, "$", null)]
    [Fault("bad record: wrong type")]
    [Fault("bad record: missing field")]
    [Fault("bad record: price out of range")]
    [Fault("bad record: U+0000")]
    [Fault("bad record: lone surrogate")]
    [Fault("bad record: duplicate JSON keys")]
    public void A_bad_product_is_rejected_with_reason_path_and_key(string json, RejectionReason reason, string path, long? key)
    {
        var mapped = Product(json);

        Assert.That((mapped.Rejection, mapped.Key, mapped.Record), Is.EqualTo((new Rejection(reason, path), key, (Product?)null)));
        Assert.That(mapped.SourceText, Is.EqualTo(key?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    [Fault("bad record: overlong text")]
    public void A_text_of_2000_characters_is_kept_and_one_more_is_too_long()
    {
        Assert.That(Product($$"""{"id":5,"title":" {{new string('x', 2000)}} ","price":1,"category":"C"}""").Rejection, Is.Null);
        Assert.That(
            Product($$"""{"id":5,"title":"{{new string('x', 2001)}}","price":1,"category":"C"}""").Rejection,
            Is.EqualTo(new Rejection(RejectionReason.TooLong, "$.title")));
    }

    [Test]
    public void Bytes_that_are_no_UTF_8_are_bad_text()
    {
        var json = Encoding.Latin1.GetBytes("""{"id":5,"title":"caf""" + "\u00e9" + """ ","price":1,"category":"C"}""");

        var mapped = _source.MapProduct(json);

        Assert.That((mapped.Rejection, mapped.Key), Is.EqualTo((new Rejection(RejectionReason.BadText, "$.title"), (long?)5)));
    }

    [TestCase("""{"id":3,"address":{"city":" Cullman "}}""", "Cullman")]
    [TestCase("""{"id":3,"address":{}}""", "")]
    [TestCase("""{"id":3,"address":{"city":null}}""", "")]
    [TestCase("""{"id":3,"address":null}""", "")]
    [TestCase("""{"id":3}""", "")]
    public void A_customer_has_a_city_or_none(string json, string city) =>
        Assert.That(_source.MapCustomer(Encoding.UTF8.GetBytes(json)).Record, Is.EqualTo(new Customer(new CustomerId(3), city)));

    [TestCase("""{"id":3,"address":"x"}""", RejectionReason.WrongType, "$.address")]
    [TestCase("""{"id":3,"address":{"city":5}}""", RejectionReason.WrongType, "$.address.city")]
    [TestCase("""{"id":3,"address":{"city":"a","city":"b"}}""", RejectionReason.DuplicateKey, "$.address.city")]
    [TestCase("""{"id":3,"address":{"city":"a"},"address":{"city":"b"}}""", RejectionReason.DuplicateKey, "$.address")]
    public void A_bad_customer_is_rejected(string json, RejectionReason reason, string path)
    {
        var mapped = _source.MapCustomer(Encoding.UTF8.GetBytes(json));

        Assert.That((mapped.Rejection, mapped.Key), Is.EqualTo((new Rejection(reason, path), (long?)3)));
    }

    private static Mapped<Product> Product(string json) => _source.MapProduct(Encoding.UTF8.GetBytes(json));
}
