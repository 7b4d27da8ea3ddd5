using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Landing;

public sealed partial class FieldFilterTests
{
    [GeneratedRegex(@"\([0-9a-f]{8}\)")]
    private static partial Regex Hash { get; }

    [TestCase("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch")]
    [TestCase("6th of October City")]
    [TestCase("'s-Hertogenbosch 5211")]
    [TestCase("東京")]
    public void A_city_is_kept(string city) =>
        Assert.That(WholeElement.Land(Entity.Customers, $$$"""{"id":1,"address":{"city":"{{{city}}}"}}"""), Does.Contain(city));

    [TestCase(100, true)]
    [TestCase(101, false)]
    public void A_city_has_at_most_100_characters(int length, bool kept) =>
        Assert.That(
            WholeElement.Land(Entity.Customers, $$$"""{"id":1,"address":{"city":"{{{new string('x', length)}}}"}}""")
                .Contains("left out", StringComparison.Ordinal),
            Is.Not.EqualTo(kept));

    [TestCase("""{"id":1,"price":"1,299.00 $"}""", """{"id":1,"price":"1,299.00 $"}""")]
    [TestCase("""{"id":1,"price":"12 euros"}""", """{"id":1,"price":"(left out)"}""")]
    [TestCase("""{"id":1,"price":"1-570-236-7033"}""", """{"id":1,"price":"(left out)"}""")]
    [TestCase("""{"id":1,"price":-5.00}""", """{"id":1,"price":-5.00}""")]
    [TestCase("""{"id":1,"price":15702367033}""", """{"id":1,"price":["(left out)","out_of_range"]}""")]
    [TestCase("""{"id":1,"title":15702367033,"category":7}""", """{"id":1,"title":["(left out)"],"category":7}""")]
    [TestCase("""{"id":"SECRET","title":"T"}""", """{"id":"(left out)","title":"T"}""")]
    public void Of_products_what_could_be_anybodys_is_left_out_too(string element, string landed) =>
        Assert.That(WholeElement.Land(Entity.Products, element), Is.EqualTo(landed));

    [TestCase("""{"id":1,"address":{"city":"Cullman"}}""")]
    [TestCase("""{ "id" : 1 , "address" : { "city" : "a\u0007b" } }""")]
    [TestCase("""{"id":1e400,"id":-0.00,"address":{"city":null,"city":true,"city":7}}""")]
    [TestCase("""{"\u0069d":1,"address":{"c\u0069ty":"x"}}""")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("true")]
    [TestCase("[ ]")]
    [TestCase("""{"id":{ },"address":[]}""")]
    public void An_element_with_allowed_fields_alone_is_kept_byte_for_byte(string element) =>
        Assert.That(WholeElement.Land(Entity.Customers, element), Is.EqualTo(element));

    [TestCase("""{"id":1,"email":"SECRET","address":{"street":"SECRET","city":"Cullman"},"__v":0}""", """{"id":1,"address":"""
        + """{"city":"Cullman"}}""")]
    [TestCase("""{"\u0069d" : 1e400, "x":"SECRET", "id":-0.00}""", """{"\u0069d":1e400,"id":-0.00}""")]
    [TestCase("""{"id":1,"address":{"city":"a\ud800b"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"john@gmail.com"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"john\u0040gmail.com"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"john＠gmail.com"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"24 10 3 Kiel"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"２４１０３ Kiel"}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"A","city":"SECRET"}}""", """{"id":1,"address":{"city":"A","city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":"A"},"address":{"city":"SECRET"}}""", """{"id":1,"address":{"city":"A"},"address":"(left """
        + """out)"}""")]
    [TestCase("""{"id":1,"id":15702367033}""", """{"id":1,"id":["(left out)"]}""")]
    [TestCase("""{"id":-15702367033}""", """{"id":["(left out)","out_of_range"]}""")]
    [TestCase("""{"id":15702367033000000000}""", """{"id":["(left out)","out_of_range"]}""")]
    [TestCase("""{"id":15702367033.5}""", """{"id":["(left out)"]}""")]
    [TestCase("""{"id":["(left out)","SECRET"]}""", """{"id":["(left out)"]}""")]
    [TestCase("""{"id":1,"address":"SECRET"}""", """{"id":1,"address":"(left out)"}""")]
    [TestCase("""{"id":1,"address":["SECRET"]}""", """{"id":1,"address":"(left out)"}""")]
    [TestCase("""{"id":1,"address":15702367033}""", """{"id":1,"address":"(left out)"}""")]
    [TestCase("""{"id":1,"address":{"city":{"name":"SECRET"}}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":15702367033}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":1,"address":{"city":["SECRET"]}}""", """{"id":1,"address":{"city":["(left out)"]}}""")]
    [TestCase("""{"id":"SECRET","address":{"city":"x"}}""", """{"id":"(left out)","address":{"city":"x"}}""")]
    [TestCase("""{"id":{"email":"SECRET"}}""", """{"id":["(left out)"]}""")]
    [TestCase("""{"address.city":"SECRET","id":1}""", """{"id":1}""")]
    [TestCase("""{"Id":"SECRET","id":1,"\ud800":"SECRET"}""", """{"id":1}""")]
    [TestCase("\"SECRET\"", "\"(left out)\"")]
    [TestCase("15702367033", "\"(left out)\"")]
    [TestCase("""["SECRET",{"id":"SECRET"}]""", "\"(left out)\"")]
    [TestCase("""{"id":"","address":{"city":0},"x":1}""", """{"id":"","address":{"city":0}}""")]
    [TestCase("""{"id":[],"address":{"city":{}},"x":1}""", """{"id":[],"address":{"city":{}}}""")]
    [TestCase("{\n \"id\": 1,\r\n \"address\": {\"city\": \"a b\"}\n}", """{"id":1,"address":{"city":"a b"}}""")]
    public void Everything_else_is_left_out_of_a_compact_copy(string element, string landed) =>
        Assert.That(WholeElement.Land(Entity.Customers, element), Is.EqualTo(landed));

    [TestCase("""{"id":1,"products":["SECRET",{"quantity":1,"note":"SECRET"},7,null,["SECRET"]]}""", """{"id":1,"products":["(left """
        + """out)",{"quantity":1},"(left out)",null,"(left out)"]}""")]
    [TestCase("""{"id":1,"products":[{"productId":1,"quantity":15702367033}]}""", """{"id":1,"products":[{"productId":1,"quantity":"""
        + """["(left out)","out_of_range"]}]}""")]
    [TestCase("""{"id":1,"products":[{"quantity":1,"x":"SECRET"}],"products":[{"quantity":15702367033}]}""", """{"id":1,"products":["""
        + """{"quantity":1}],"products":"(left out)"}""")]
    [TestCase("""{"id":1,"date":"1570-23-67"}""", """{"id":1,"date":"(left out)"}""")]
    [TestCase("""{"id":1,"products":{"quantity":1}}""", """{"id":1,"products":"(left out)"}""")]
    [TestCase("""{"id":1,"products":"SECRET","userId":"SECRET"}""", """{"id":1,"products":"(left out)","userId":"(left out)"}""")]
    [TestCase("""{"id":1,"products":[{"productId":"SECRET","quantity":"SECRET"}]}""", """{"id":1,"products":[{"productId":"(left """
        + """out)","quantity":"(left out)"}]}""")]
    [TestCase("""{"id":1,"date":"2020-01-02T03:04:05\u002B02:00","x":0}""", """{"id":1,"date":"2020-01-02T03:04:05\u002B02:00"}""")]
    [TestCase("""{"id":1,"date":"49170-8100370"}""", """{"id":1,"date":"(left out)"}""")]
    [TestCase("""{"id":1,"date":"2020-SECRET"}""", """{"id":1,"date":"(left out)"}""")]
    [TestCase("""{"id":1,"date":"\ud800"}""", """{"id":1,"date":"(left out)"}""")]
    [TestCase("""{"id":1,"date":15702367033}""", """{"id":1,"date":["(left out)"]}""")]
    public void Lists_are_kept_by_the_same_rules(string element, string landed) =>
        Assert.That(WholeElement.Land(Entity.Carts, element), Is.EqualTo(landed));

    [TestCase("""{"id":5}""", 5)]
    [TestCase("""{"x":{"id":9},"id":5,"id2":6}""", 5)]
    [TestCase("""{"id":5,"id":5}""", null)]
    [TestCase("""{"id":0}""", null)]
    [TestCase("""{"id":"5"}""", null)]
    [TestCase("""{"id":{"id":5}}""", null)]
    [TestCase("""[5]""", null)]
    public void The_key_is_read_on_the_way(string element, long? key)
    {
        new FieldFilter(Fields(Entity.Carts)).Land(Encoding.UTF8.GetBytes(element), new ChunkBuffer(), out var id);

        Assert.That(id?.Key, Is.EqualTo(key));
    }

    [TestCase("")]
    [TestCase("{\"id\":1")]
    [TestCase("{\"id\":1} {\"email\":\"SECRET\"}")]
    public void What_is_not_one_JSON_value_does_not_land(string element) =>
        Assert.That(() => WholeElement.Land(Entity.Customers, element), Throws.InstanceOf<JsonException>());

    [Test]
    public void Drift_names_known_fields_that_vanished_and_counts_unknown_ones()
    {
        var filter = new FieldFilter(Fields(Entity.Products));
        foreach (var element in new[]
        {
            """{"id":1,"title":"T","price":1,"description":"d","brand":{"name":"B"},"rating":{"rate":1,"votes":3}}""",
            """{"id":2,"title":"T","price":1,"john@gmail.com":1,"15702367033":1,"tel15702367033":1,"-x":1}""",
        })
            filter.Land(Encoding.UTF8.GetBytes(element), new ChunkBuffer(), out _);

        Assert.That(Hash.Replace(string.Join('|', filter.Drift.Names()), "(HASH)").Split('|'),
            Is.EqualTo(new[] { "+2 unknown (HASH)", "+rating: 1 unknown (HASH)", "-category", "-rating.count" }));
    }

    [Test]
    public void An_object_used_as_a_map_is_not_counted_to_its_end() =>
        Assert.That(Drift(string.Join(',', Enumerable.Range(0, 500).Select(number => $"\"n{number}\":1"))),
            Is.EqualTo("+more than 50 unknown"));

    [Test]
    public void The_hash_tells_one_set_of_unknown_names_from_another_and_their_order_does_not_matter()
    {
        var two = Drift("\"colour\":1,\"brand\":2");

        Assert.That(two, Does.Match(@"^\+2 unknown \([0-9a-f]{8}\)$"));
        Assert.That(Drift("\"brand\":null,\"colour\":{\"x\":[]},\"brand\":7"), Is.EqualTo(two));
        Assert.That(Drift("\"colour\":1,\"brands\":2"), Is.Not.EqualTo(two));
        // Whose number it is makes no difference.
        Assert.That(Drift("\"15702367033\":1"), Is.EqualTo(Drift("\"49170810\":1,\"john@gmail.com\":1")));
    }

    private static string Drift(string unknown)
    {
        var filter = new FieldFilter(Fields(Entity.Carts));
        filter.Land(Encoding.UTF8.GetBytes($$"""{"id":1,"userId":1,"date":"","products":[],{{unknown}}}"""), new ChunkBuffer(), out _);
        return filter.Drift.Names().Single();
    }

    private static EntityFields Fields(Entity entity) => new FakeStoreSource(null!).FieldsOf(entity);

}
