using System.Text;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class BodyEncodingTests
{
    private const string Body = """[{"id":1,"title":"Café – naïve €"},{"id":2,"title":"Ω"}]""";
    private const string Latin = """[{"id":1,"title":"Café naïve ÿ"}]""";

    [TestCase("utf-16", "application/json; charset=utf-16", false)]
    [TestCase("utf-16", "application/json; charset=UTF-16LE", false)]
    [TestCase("utf-16", "application/json; charset=\"utf-16\"", true)]
    [TestCase("utf-16", "application/json", true)]
    [TestCase("utf-16", "application/json; charset=utf-8", true)]
    [TestCase("utf-16BE", "application/json; charset=utf-16", false)]
    [TestCase("utf-16BE", "application/json; charset=utf-16be", false)]
    [TestCase("utf-16BE", "application/json", true)]
    [TestCase("utf-32", "application/json; charset=utf-32", false)]
    [TestCase("utf-32", "application/json", true)]
    [TestCase("utf-8", "application/json; charset=iso-8859-1", true)]
    [TestCase("utf-8", "application/json; charset=us-ascii", false)]
    [TestCase("utf-8", "application/json; charset=utf8", false)]
    [TestCase("utf-8", "application/json; charset=nonsense", false)]
    [TestCase("utf-8", "application/json; charset=\"\"", false)]
    [TestCase("utf-8", "", false)]
    [Fault("another encoding")]
    public Task A_body_is_decoded_as_its_mark_or_else_its_type_says(string encoding, string type, bool marked) =>
        LandsAsync(Encoding.GetEncoding(encoding), type, marked, Body);

    [TestCase("iso-8859-1")]
    [TestCase("latin1")]
    [TestCase("ISO_8859-1")]
    [TestCase("windows-1252")]
    [Fault("another encoding")]
    public Task Latin_1_is_decoded_where_it_is_declared(string charset) =>
        LandsAsync(Encoding.Latin1, $"application/json; charset={charset}", marked: false, Latin);

    [Test]
    [Fault("another encoding")]
    public async Task Many_blocks_of_another_encoding_are_decoded_across_their_borders()
    {
        var elements = Enumerable.Range(1, 30_000).Select(id => $$"""{"id":{{id}},"title":"{{new string('ü', id % 7)}}€𝄞"}""").ToArray();
        await LandsAsync(Encoding.Unicode, "application/json; charset=utf-16", marked: true, $"[{string.Join(',', elements)}]", elements);
    }

    private static async Task LandsAsync(Encoding encoding, string type, bool marked, string body, string[]? elements = null)
    {
        byte[] bytes = [.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes(body)];
        await using var extraction = (await ScriptedShop.OnAsync("/products", ScriptedShop.Body(200, type, bytes))).Extract();

        var snapshot = await extraction.RunAsync(Entity.Products);

        elements ??= [.. body[1..^1].Split(",{").Select((text, i) => i == 0 ? text : "{" + text)];
        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Products), Is.EqualTo(elements));
        Assert.That(snapshot.Entities[0].Bytes, Is.EqualTo(bytes.Length), "as received");
    }
}
