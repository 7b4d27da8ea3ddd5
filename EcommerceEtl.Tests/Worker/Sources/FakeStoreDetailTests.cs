using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>What no figure of money or time needs costs no record: title, category, rating, city, and whose cart it is. Each detail is
/// given every value that it cannot have; the record is then accepted without it, and says so by the detail's path.</summary>
public sealed class FakeStoreDetailTests
{
    private static readonly FakeStoreSource _source = new(null!);

    private static readonly string[] _noTexts =
    [
        "null", "\"\"", "\" \\t\"", "5", "1.5", "1e400", "true", "[]", "{}", "[\"x\"]", "{\"en\":\"x\"}", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"\\ud800\"", "\"x\\udc00y\"",
        "\"a\\u0007b\"", "\"\\u001b[31mred\"", $"\"{new string('x', 2001)}\"", "\"caf\u00e9\"",
    ];

    private static readonly string[] _noNumbers =
        ["null", "\"4\"", "\"NaN\"", "\"10/10\"", "\"\"", "-1", "1e400", "99999999999", "true", "[]", "[4]", "{}", "{\"value\":4}"];

    private static readonly string[] _noObjects = ["null", "\"x\"", "\"\"", "\"NaN\"", "3", "4.5", "true", "[]", "[{}]"];

    /// <summary>The detail's path, the element with <c>@</c> in place of it, and the value.</summary>
    public static IEnumerable<TestCaseData> Unusable() =>
    [
        .. Cases(Entity.Products, "title", """{"id":5,@,"price":1,"category":"C","rating":{"rate":4,"count":2}}""", _noTexts),
        .. Cases(Entity.Products, "category", """{"id":5,"title":"T","price":1,@,"rating":{"rate":4,"count":2}}""", _noTexts),
        .. Cases(Entity.Products, "rating", """{@,"id":5,"title":"T","price":1,"category":"C"}""", _noObjects),
        .. Cases(Entity.Products, "rating.rate", """{"id":5,"title":"T","price":1,"category":"C","rating":{@,"count":2}}""",
        [.. _noNumbers, "10", "9.995"]),
        .. Cases(Entity.Products, "rating.count", """{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":4,@}}""",
        [.. _noNumbers, "1.5", "2147483648"]),
        .. Cases(Entity.Customers, "address", """{@,"id":5}""", _noObjects),
        .. Cases(Entity.Customers, "address.city", """{"id":5,"address":{@}}""", _noTexts),
        .. Cases(
            Entity.Carts, "userId", """{"id":5,"date":"2020-01-01T00:00:00Z",@,"products":[]}""",
            ["\"4\"", "\"\"", "\"x\"", "-4", "1.5", "1e3", "99999999999999999999", "true", "[]", "{}", "[4]", "{\"id\":4}"]),
    ];

    [TestCaseSource(nameof(Unusable))]
    [Fault("bad detail")]
    public void A_detail_that_cannot_be_used_is_left_out_and_named(Entity entity, string path, string element, string value)
    {
        var sent =
            element.Replace("@", $"\"{path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]}\":{value}", StringComparison.Ordinal);

        Assert.That(Map(entity, Latin(sent)), Is.EqualTo((WithoutIt(entity, path), path)));
        Assert.That(Map(entity, WholeElement.Land(entity, Latin(sent))), Is.EqualTo((WithoutIt(entity, path), path)),
            "what lands means the same");
    }

    [TestCase(Entity.Products, """{"id":5,"price":1,"category":"C","rating":{"rate":4,"count":2}}""", "title")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"rating":{"rate":4,"count":2}}""", "category")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"category":"C"}""", "rating")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"category":"C","rating":{"count":2}}""", "rating.rate")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":4}}""", "rating.count")]
    [TestCase(Entity.Customers, """{"id":5}""", "address")]
    [TestCase(Entity.Customers, """{"id":5,"address":{}}""", "address.city")]
    [Fault("bad detail")]
    public void A_detail_that_is_missing_is_named_as_well(Entity entity, string sent, string path) =>
        Assert.That(Map(entity, Latin(sent)), Is.EqualTo((WithoutIt(entity, path), path)));

    [TestCase(Entity.Products, """{"id":5,"title":"T","title":"U","price":1,"category":"C","rating":{"rate":4,"count":2}}""", "title")]
    [TestCase(Entity.Products, """{"category":null,"id":5,"title":"T","price":1,"category":"C","rating":{"rate":4,"count":2}}""",
        "category")]
    [TestCase(Entity.Products, """{"id":5,"rating":{"rate":1,"count":1},"title":"T","price":1,"category":"C","rating":{"rate":4,"count":"""
        + """2}}""", "rating")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":4,"count":2,"rate":[]}}""", "rating.rate")]
    [TestCase(Entity.Products, """{"id":5,"title":"T","price":1,"category":"C","rating":{"count":2,"count":2,"count":2,"rate":4}}""",
        "rating.count")]
    [TestCase(Entity.Customers, """{"id":5,"address":{"city":"a"},"address":{"city":"b"}}""", "address")]
    [TestCase(Entity.Customers, """{"id":5,"address":{"city":"a","city":"b"}}""", "address.city")]
    [TestCase(Entity.Carts, """{"id":5,"userId":4,"userId":4,"date":"2020-01-01T00:00:00Z","products":[]}""", "userId")]
    [Fault("bad detail")]
    public void A_detail_that_comes_twice_is_left_out_since_nobody_knows_which_is_meant(Entity entity, string sent, string path) =>
        Assert.That(Map(entity, Latin(sent)), Is.EqualTo((WithoutIt(entity, path), path)));

    [Test]
    public void Everything_may_be_wrong_at_once()
    {
        var mapped = _source.MapProduct("""{"rating":{"rate":"x"},"title":[],"id":5,"category":7,"price":2.5}"""u8);

        Assert.That(mapped.Record, Is.EqualTo(new Product(new ProductId(5), "", "unknown", new Money(2.5m), null, null)));
        Assert.That(mapped.LeftOut, Is.EquivalentTo(new[] { "title", "category", "rating.rate", "rating.count" }));
    }

    [TestCase("0")]
    [TestCase("null")]
    [Fault("guest")]
    public void A_guest_is_nothing_to_be_named(string user) =>
        Assert.That(Map(Entity.Carts, Latin($$"""{"id":5,"userId":{{user}},"date":"2020-01-01T00:00:00Z","products":[]}"""))
            .LeftOut, Is.Empty);

    [TestCase("Lamp\\n\\u0009blue ", "Lamp\n\tblue", Description = "line breaks and tabs are white space")]
    [TestCase("  \\ud83d\\ude00 fun", "\ud83d\ude00 fun")]
    public void Outer_white_space_goes_and_the_rest_stays(string text, string kept)
    {
        Assert.That(_source.MapProduct(Latin($$"""{"id":5,"title":"{{text}}","price":1}""")).Record!.Title, Is.EqualTo(kept));
        Assert.That(_source.MapCustomer(Latin($$$"""{"id":5,"address":{"city":"{{{text}}}"}}""")).Record!.City, Is.EqualTo(kept));
    }

    [Test]
    public void A_text_of_2000_characters_is_not_too_long() =>
        Assert.That(_source.MapProduct(Latin($$"""{"id":5,"title":" {{new string('x', 2000)}} ","price":1}""")).Record!.Title,
            Has.Length.EqualTo(2000));

    private static IEnumerable<TestCaseData> Cases(Entity entity, string path, string element, string[] values) =>
        values.Select(value => new TestCaseData(
            entity, path, element, value)
        { TestName = $"{entity} {path} {(value.Length > 40 ? value[..40] : value)}" });

    /// <summary>The record that all elements here would be, printed, without one detail.</summary>
    private static string WithoutIt(Entity entity, string path) => entity switch
    {
        Entity.Products => new Product(
            new ProductId(5), path == "title" ? "" : "T", path == "category" ? "unknown" : "C", new Money(1),
            path is "rating" or "rating.rate" ? null : 4, path is "rating" or "rating.count" ? null : 2).ToString(),
        Entity.Customers => new Customer(new CustomerId(5), "").ToString(),
        _ => "5 of nobody",
    };

    private static (string? Record, string LeftOut) Map(Entity entity, byte[] element) => entity switch
    {
        Entity.Products => Said(_source.MapProduct(element), product => product.ToString()),
        Entity.Customers => Said(_source.MapCustomer(element), customer => customer.ToString()),
        _ => Said(_source.MapCart(element, ExtractBundle.Mapping), cart => $"{cart.Id.Key} of {cart.Customer?.SourceText ?? "nobody"}"),
    };

    private static (string? Record, string LeftOut) Said<T>(Mapped<T> mapped, Func<T, string> print)
        where T : class => (mapped.Record is { } record ? print(record) : $"{mapped.Rejection}", string.Join(", ", mapped.LeftOut));

    /// <summary>One byte a character: so an é is no UTF-8.</summary>
    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
