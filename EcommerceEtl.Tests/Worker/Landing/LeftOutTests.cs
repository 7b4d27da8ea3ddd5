using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Landing;

/// <summary>A value that is left out is said to be left out, and its record is judged as the whole element would have been.</summary>
public sealed class LeftOutTests
{
    private static readonly FakeStoreSource _source = new(null!);

    private static readonly Dictionary<Entity, (string Element, string[] Places)> _entities = new()
    {
        [Entity.Products] = (
            """{"id":5,"title":"T","price":1,"category":"C","rating":{"rate":1,"count":2}}""",
            ["", "id", "title", "price", "category", "rating", "rating.rate", "rating.count"]),
        [Entity.Customers] = ("""{"id":5,"address":{"city":"C"}}""", ["", "id", "address", "address.city"]),
        [Entity.Carts] = (
            """{"id":5,"userId":6,"date":"2020-01-02","products":[{"productId":1,"quantity":2}]}""",
            ["", "id", "userId", "date", "products", "products.0", "products.0.productId", "products.0.quantity"]),
    };

    private static IEnumerable<TestCaseData> Cases() =>
        from entity in _entities.Keys
        from place in _entities[entity].Places
        from value in new[] { "\"SECRET\"", "15702367033", "-15702367033", "15702367033.5", "1.5e300", "\"who@example.com\"",
            "\"2020-99-02\"", """{"SECRET":"x"}""", """["SECRET"]""", "\"\"", "0", "{}", "[]", "true", "null" }
        // An object where one is expected loses its unknown fields, whose names are drift; the object itself stays.
        where value != """{"SECRET":"x"}""" || place is not ("" or "rating" or "address" or "products.0")
        select new TestCaseData(entity, place, value);

    [TestCaseSource(nameof(Cases))]
    public void A_record_is_rejected_for_the_same_reason_at_the_same_place(Entity entity, string place, string value)
    {
        var element = With(JsonNode.Parse(_entities[entity].Element)!, place.Split('.', StringSplitOptions.RemoveEmptyEntries),
            JsonNode.Parse(value));

        var landed = WholeElement.Land(entity, element);

        Assert.That(Judge(entity, landed), Is.EqualTo(Judge(entity, element)), landed);
        var shown = landed.Contains("(left out)", StringComparison.Ordinal);
        var kept = landed == element;
        Assert.That((shown, kept), Is.EqualTo((true, false)).Or.EqualTo((false, true)),
            $"{element} -> {landed}: it is as it came, or says what is missing");
    }

    /// <summary>A value may not lend its words to another reason.</summary>
    [TestCase("""["(left out)","out_of_range"]""", RejectionReason.WrongType)]
    [TestCase("""["(left out)"]""", RejectionReason.WrongType)]
    [TestCase("""["out_of_range"]""", RejectionReason.WrongType)]
    public void A_shop_cannot_pretend_that_something_was_left_out(string value, RejectionReason reason) =>
        Assert.That(
            Judge(Entity.Products, WholeElement.Land(Entity.Products, $$"""{"id":5,"title":"T","price":{{value}}}""")).Item1,
            Is.EqualTo(new Rejection(reason, "$.price")));

    [TestCaseSource(nameof(Doubled))]
    public void A_record_with_a_doubled_field_is_judged_as_it_came(Entity entity, string element)
    {
        var landed = WholeElement.Land(entity, element);

        Assert.That(Judge(entity, landed), Is.EqualTo(Judge(entity, element)), landed);
        Assert.That(landed, Does.Not.Contain("SECRET").And.Not.Contain("15702367033"));
    }

    private static IEnumerable<TestCaseData> Doubled() =>
        from entity in _entities.Keys
        from place in _entities[entity].Places
        where place.Length > 0
        from value in new[] { "\"SECRET\"", "15702367033", "7", "null", """{"city":"SECRET"}""", """[{"quantity":15702367033}]""" }
        let name = $"\"{place.Split('.')[^1]}\":"
        let at = _entities[entity].Element.LastIndexOf(name, StringComparison.Ordinal)
        where at >= 0
        // Behind the first of that name, so that the value planted is the second.
        select new TestCaseData(entity, After(_entities[entity].Element, at, $",{name}{value}"));

    /// <summary>The text with something put behind the value that begins at a name.</summary>
    private static string After(string element, int name, string more)
    {
        var end = Enumerable.Range(name + 1, element.Length - name - 1).First(end =>
            element[end] is ',' or '}' && element[name..end] is var part
            && part.Count(letter => letter is '{' or '[') == part.Count(letter => letter is '}' or ']'));
        return element.Insert(end, more);
    }

    private static string With(JsonNode element, string[] steps, JsonNode? value)
    {
        if (steps.Length == 0)
            return value?.ToJsonString() ?? "null";
        var parent = steps[..^1].Aggregate(element, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        if (parent is JsonArray items)
            items[int.Parse(steps[^1], null)] = value;
        else
            parent[steps[^1]] = value;
        return element.ToJsonString();
    }

    /// <summary>Why the record is refused, and what it is without if it is not.</summary>
    private static (Rejection?, string LeftOut) Judge(Entity entity, string element)
    {
        var bytes = Encoding.UTF8.GetBytes(element);
        return entity switch
        {
            Entity.Products => Said(_source.MapProduct(bytes)),
            Entity.Customers => Said(_source.MapCustomer(bytes)),
            _ => Said(_source.MapCart(bytes, ExtractBundle.Mapping)),
        };
    }

    private static (Rejection?, string LeftOut) Said<T>(Mapped<T> mapped)
        where T : class => (mapped.Rejection, string.Join(", ", mapped.LeftOut));
}
