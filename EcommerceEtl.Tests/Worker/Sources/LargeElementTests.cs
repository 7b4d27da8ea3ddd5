using System.Text;
using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Elements of more than 4 MiB: what is not kept of them does not matter, and what is kept is the same as of smaller
/// ones.</summary>
public sealed class LargeElementTests
{
    private const int MiB = 1024 * 1024;

    // Each lands as it would with "x" in place of the long text or list.
    private static readonly string[] _unkept =
    [
        """{"id":7,"title":"T","image":"LONG","price":1.50}""",
        """{"image":"LONG","id":7,"title":"T","price":1.50}""",
        """{"id":7,"LONG":1,"title":"T","price":1.50}""",
        """{"id":7,"extra":{"deep":[1,{"more":"LONG"},[]],"b":null},"title":"T","price":1.50}""",
        """{"id":7,"title":"T","rating":{"rate":3.9,"note":"LONG","count":12},"price":1.50,"x":"LONG"}""",
        """{"id":7,"title":"T","rating":"LONG","price":["LONG"]}""",
        """{"id":7,"title":{"LONG":"LONG"},"price":{},"rating":[]}""",
        "{ \"id\" : 7 ,\n\t\"image\" : [ \"LONG\" , \"LONG\" ] , \"title\" : \"T\" }",
        "\"LONG\"",
        """["LONG",{"id":7}]""",
    ];

    private static readonly (string Name, string Piece)[] _pieces =
    [
        ("letters", "abcdefg"), ("quotation marks", "\\\""), ("backslashes", "\\\\"), ("escapes", "\\u0041\\n"),
        ("mixed", "\\\\\\u00e9\\\\\\\"x"), ("euros", "a€"),
    ];

    private static IEnumerable<TestCaseData> Unkept() =>
        [
            .. _unkept.Select(element => new TestCaseData(element, "abcdefg").SetArgDisplayNames(element.Replace('"', '\''))),
            .. _pieces.Select(piece => new TestCaseData(_unkept[0], piece.Piece).SetArgDisplayNames(piece.Name)),
        ];

    [TestCaseSource(nameof(Unkept))]
    [Fault("one large record")]
    public async Task What_is_not_kept_may_have_any_length(string element, string piece)
    {
        var large = element.Replace("LONG", string.Concat(Enumerable.Repeat(piece, 9 * MiB / piece.Length)), StringComparison.Ordinal);
        var small = element.Replace("LONG", "x", StringComparison.Ordinal);

        Assert.That(await LandedAsync(Entity.Products, large), Is.EqualTo(await LandedAsync(Entity.Products, small)));
    }

    [Test]
    public void A_text_is_shortened_between_escapes_wherever_the_block_ends()
    {
        const string text = "ab\\\\\\\\\\u00e9\\\"x\\n\\\\u1234\\u0041\\\\";
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var block = Encoding.UTF8.GetBytes(", \"" + text[..cut]);
            var kept = block.Length - LongText.Shorten(block);
            var whole = Encoding.UTF8.GetString(block.AsSpan(2, kept - 2)) + text[cut..] + "\"";

            // What is left of the text is still one, and none but half an escape is left.
            Assert.That(() => JsonDocument.Parse(whole).Dispose(), Throws.Nothing, text[..cut]);
            Assert.That(kept, Is.InRange(3, 8), text[..cut]);
        }
    }

    [Test]
    [Fault("one large record")]
    public async Task Of_an_element_that_would_be_kept_only_its_length_and_id_land_and_it_is_too_long()
    {
        var title = new string('x', 5 * MiB);
        var landed = await LandedAsync(Entity.Products, $$"""{"id":7,"title":"{{title}}","price":1.5}""");

        Assert.That(landed, Is.EqualTo($$"""{"$too_long":{{5 * MiB + "{'id':7,'title':'','price':1.5}".Length}},"id":7}"""));
        Assert.That(Mapped(Entity.Products, landed), Is.EqualTo((7L, RejectionReason.TooLong, "$")));
    }

    [TestCase("""{"title":"LONG","id":7}""", """{"$too_long":COUNT,"id":7}""")]
    [TestCase("""{"title":"LONG"}""", """{"$too_long":COUNT}""")]
    [TestCase("""{"title":"LONG","id":true}""", """{"$too_long":COUNT}""")]
    [TestCase("""{"id":7,"title":"LONG","id":7}""", """{"$too_long":COUNT}""")]
    [TestCase("""{"id":7,"category":"LONG","rating":{"rate":1}}""", """{"$too_long":COUNT,"id":7}""")]
    public async Task The_id_lands_wherever_it_stands_if_it_can_be_read(string element, string landed)
    {
        var bytes = element.Length - "LONG".Length + 5 * MiB;

        Assert.That(
            await LandedAsync(Entity.Products, element.Replace("LONG", new string('x', 5 * MiB), StringComparison.Ordinal)),
            Is.EqualTo(landed.Replace("COUNT", $"{bytes}", StringComparison.Ordinal)));
    }

    [TestCase("""{"id":"LONG","title":"T"}""", """{"id":"(left out)","title":"T"}""")]
    [TestCase("""{"id":7,"rating":{"rate":"LONG"}}""", """{"id":7,"rating":{"rate":"(left out)"}}""")]
    [TestCase("""{"id":7,"title":"T","title":"LONG"}""", """{"id":7,"title":"T","title":"(left out)"}""")]
    public async Task A_long_text_that_is_left_out_anyway_makes_nothing_too_long(string element, string landed) =>
        Assert.That(
            await LandedAsync(Entity.Products, element.Replace("LONG", new string('1', 5 * MiB), StringComparison.Ordinal)),
            Is.EqualTo(landed));

    [Test]
    public async Task A_text_that_cannot_be_a_date_is_left_out_however_long_it_is() =>
        Assert.That(
            await LandedAsync(
                Entity.Carts, $$"""{"id":7,"date":"2020-01-01{{new string('1', 5 * MiB)}}","userId":"{{new string('1', 5 * MiB)}}"}"""),
            Is.EqualTo("""{"id":7,"date":"(left out)","userId":"(left out)"}"""));

    [Test]
    public async Task A_cart_of_very_many_lines_is_too_long()
    {
        var lines = string.Join(',', Enumerable.Repeat("""{"productId":12,"quantity":3}""", 200_000));
        var landed = await LandedAsync(Entity.Carts, $$"""{"id":7,"products":[{{lines}}],"userId":1,"date":"2020-01-01"}""");

        Assert.That(landed, Does.StartWith("""{"$too_long":""").And.EndsWith(""","id":7}"""));
        Assert.That(Mapped(Entity.Carts, landed), Is.EqualTo((7L, RejectionReason.TooLong, "$")));
    }

    [TestCase("""{"id":7,"products":[DIGITS],"date":"2020-01-01"}""")]
    [TestCase("""{"id":7,"date":"2020-01-01","products":[DIGITS]}""")]
    public async Task What_grows_when_it_is_left_out_counts_as_it_lands(string element)
    {
        // Each digit lands as a text of 12 bytes.
        var landed = await LandedAsync(
            Entity.Carts, element.Replace("DIGITS", string.Join(',', Enumerable.Repeat('1', MiB)), StringComparison.Ordinal));

        Assert.That(landed, Does.StartWith("""{"$too_long":""").And.EndsWith(""","id":7}"""));
    }

    [Test]
    public async Task A_text_id_lands_too()
    {
        var element = $$"""{"items":[],"customer_id":"{{new string('x', 5 * MiB)}}","id":"order_\u00e9\"1"}""";
        var landed = await LandedAsync(Entity.Carts, element, "TextShop");

        Assert.That(landed, Does.EndWith(""","id":"order_\u00E9\u00221"}"""));
        using var extraction = new ExtractBundle("http://shop.test", store: new StoreOptions { Kind = "TextShop" });
        Assert.That(extraction.Source.TryReadKey(Encoding.UTF8.GetBytes(landed), out _, out var text), Is.True);
        Assert.That(text, Is.EqualTo("order_é\"1"));
        Assert.That(extraction.Source.MapCart(Encoding.UTF8.GetBytes(landed), ExtractBundle.Mapping).SourceText, Is.EqualTo("order_é\"1"));
    }

    [Test]
    public async Task A_shop_cannot_pretend_that_an_element_was_too_long() =>
        Assert.That(await LandedAsync(Entity.Products, """{"$too_long":5,"id":7}"""), Is.EqualTo("""{"id":7}"""));

    [TestCase(4 * MiB, true)]
    [TestCase(4 * MiB + 1, false)]
    [TestCase(20 * MiB, false)]
    public async Task Of_an_element_4_MiB_are_kept(int size, bool kept)
    {
        var start = """{"id":1,"title":" """;
        var landed = await LandedAsync(Entity.Products, start + new string('x', size - start.Length - 2) + "\"}");

        Assert.That(landed.Length, Is.EqualTo(kept ? size : $$"""{"$too_long":{{size}},"id":1}""".Length));
    }

    // As of smaller elements: the buyer's id goes wherever it stands, and the customer does not land at all.
    [TestCase(Entity.Carts, """{"userId":7,"id":3,"x":"LONG"}""", """{"id":3}""")]
    [TestCase(Entity.Carts, """{"id":3,"x":"LONG","userId":"7","products":[],"userId":7.0}""", """{"id":3,"products":[]}""")]
    [TestCase(Entity.Carts, """{"id":3,"x":"LONG","userId":8}""", """{"id":3,"userId":8}""")]
    [TestCase(Entity.Customers, """{"id":7,"x":"LONG"}""", null)]
    [TestCase(Entity.Customers, """{"x":"LONG","id":7}""", null)]
    [TestCase(Entity.Customers, """{"x":"LONG","id":8}""", """{"id":8}""")]
    [TestCase(Entity.Customers, """{"address":{"city":CITIES},"id":8}""", """{"address":{"city":["(left out)"]},"id":8}""")]
    public void An_erased_customer_is_left_out_of_an_element_that_comes_in_pieces(Entity entity, string element, string? landed)
    {
        element = element.Replace("CITIES", "[\"LONG\"]", StringComparison.Ordinal);
        Assert.That(InPieces(entity, element), Is.EqualTo(landed));
    }

    [TestCase(7, null)]
    [TestCase(8, ""","id":8}""")]
    public void An_erased_customer_does_not_land_as_too_long_either(int id, string? end)
    {
        // Whatever may be kept of a customer is short, but there is no end to empty values.
        var cities = string.Join(',', Enumerable.Repeat("\"city\":null", 500_000));
        var landed = InPieces(Entity.Customers, $$$"""{"id":{{{id}}},"address":{{{{cities}}}}}""");

        Assert.That(landed, end is null ? Is.Null : Does.EndWith(end));
    }

    /// <summary>What lands, token by token, in a store whose customer 7 was erased; null if nothing does.</summary>
    private static string? InPieces(Entity entity, string element)
    {
        using var extraction = new ExtractBundle("http://shop.test");
        var erased = new ErasedCustomers([new ErasedCustomer(7, ExtractBundle.TakenAt)]);
        var filter = new FieldFilter(extraction.Source.FieldsOf(entity), erased);
        var (chunk, bytes) = (new ChunkBuffer(), Encoding.UTF8.GetBytes(element));
        filter.Begin(chunk);
        var json = new Utf8JsonReader(bytes, JsonBounds.ReaderOptions);
        do
            json.Read();
        while (!filter.Take(ref json, bytes));
        Assert.That(filter.End([], out _), Is.EqualTo(chunk.Elements == 1));
        return chunk.Elements == 0 ? null : Encoding.UTF8.GetString(chunk.Written.Span).TrimEnd('\n');
    }

    /// <summary>What lands of an element that stands between two others, which must land as they are.</summary>
    private static async Task<string> LandedAsync(Entity entity, string element, string kind = "FakeStore")
    {
        var path = entity == Entity.Products ? "/products" : kind == "FakeStore" ? "/carts" : "/orders";
        var (first, last) = kind == "FakeStore" ? ("1", "9") : ("\"a\"", "\"z\"");
        var body = $$"""[{"id":{{first}}},{{element}},{"id":{{last}}}]""";
        await using var extraction = (await ScriptedShop.OnAsync(
            path, ScriptedShop.Json(body))).Extract(store: new StoreOptions { Kind = kind });

        // Text ids are sorted by their keys.
        var elements = (await extraction.ElementsAsync(await extraction.RunAsync(entity), entity)).ToList();

        Assert.That(elements, Has.Count.EqualTo(3));
        Assert.That(elements.Remove($$"""{"id":{{first}}}""") && elements.Remove($$"""{"id":{{last}}}"""), Is.True);
        return elements.Single();
    }

    private static (long? Key, RejectionReason? Reason, string? Path) Mapped(Entity entity, string landed)
    {
        using var extraction = new ExtractBundle("http://shop.test");
        var bytes = Encoding.UTF8.GetBytes(landed);
        var (key, rejection) = entity == Entity.Products
            ? (extraction.Source.MapProduct(bytes).Key, extraction.Source.MapProduct(bytes).Rejection)
            : (extraction.Source.MapCart(bytes, ExtractBundle.Mapping).Key, extraction.Source.MapCart(bytes, ExtractBundle.Mapping)
            .Rejection);
        return (key, rejection?.Reason, rejection?.Path);
    }
}
