using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>JSON that is none: the message says where it broke and what to tell the shop, and quotes nothing.</summary>
public sealed class BrokenJsonTests
{
    private const string Word = "a word stands there that JSON does not know, such as NaN";
    private const string Number = "a number stands there in a form that JSON does not know";
    private const string Missing = "a comma or a colon is missing there";
    private const string Bracket = "a closing bracket stands there that fits none";

    // The place is counted by hand: line and byte from 1, and the element's number.
    [TestCase("""[{"id":5},{"id":6,"x":NaN}]""", 1, 23, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":nan}]""", 1, 24, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":-Infinity}]""", 1, 24, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":undefined}]""", 1, 23, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":None}]""", 1, 23, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":True}]""", 1, 23, 2, "5", Word)]
    [TestCase("""[{"id":5},{"id":6,"x":fals}]""", 1, 27, 2, "5", Word)]
    [TestCase("""[{"id":5},NaN]""", 1, 11, 2, "5", Word)]
    [TestCase("[{\"id\":5},\n{\"id\":6,\n \"x\":\"SECRET\nb\"}]", 3, 13, 2, "5", "a raw line break stands in a text there")]
    [TestCase("[{\"id\":5},\r\n{\"x\":\"a\r\nb\"}]", 2, 8, 2, "5", "a raw line break stands in a text there")]
    [TestCase("[{\"x\ny\":5}]", 1, 5, 1, null, "a raw line break stands in a text there")]
    [TestCase("[{\"x\":\"a\tb\"}]", 1, 9, 1, null, "a raw control character such as a tab stands in a text there")]
    [TestCase("[{\"x\":\"a\u0001b\"}]", 1, 9, 1, null, "a raw control character such as a tab stands in a text there")]
    [TestCase("""[{"x":"C:\SECRET"}]""", 1, 11, 1, null, "a backslash stands in a text there")]
    [TestCase("""[{"x":"\u12g4"}]""", 1, 12, 1, null, "a backslash stands in a text there")]
    [TestCase("""[{"id":5},{"id":6},]""", 1, 20, 3, "6", "a comma stands there before a closing bracket")]
    [TestCase("[\n  {\"id\":5},\n  {\"id\":6,}\n]", 3, 11, 2, "5", "a comma stands there before a closing bracket")]
    [TestCase("""[{"id":5},{"id":6,"products":[1,]}]""", 1, 33, 2, "5", "a comma stands there before a closing bracket")]
    [TestCase("""[{"id":5}{"id":6}]""", 1, 10, 2, "5", Missing)]
    [TestCase("[{\"id\":5}\n{\"id\":6}]", 2, 1, 2, "5", Missing)]
    [TestCase("""[{"id":5 "x":1}]""", 1, 10, 1, null, Missing)]
    [TestCase("""[{"id" 5}]""", 1, 8, 1, null, Missing)]
    [TestCase("""[{"x":[1 2]}]""", 1, 10, 1, null, Missing)]
    [TestCase("""[{"x":[true false]}]""", 1, 13, 1, null, Missing)]
    [TestCase("""[{'id':5}]""", 1, 3, 1, null, "single quotation marks stand there")]
    [TestCase("""[{"id":5},{"x":'SECRET'}]""", 1, 16, 2, "5", "single quotation marks stand there")]
    [TestCase("""[{id:5}]""", 1, 3, 1, null, "a name stands there without quotation marks")]
    [TestCase("""[{"id":5},{"id":6, SECRET : 5}]""", 1, 20, 2, "5", "a name stands there without quotation marks")]
    [TestCase("""[{"x":"say "SECRET" twice"}]""", 1, 13, 1, null, "a quotation mark in a text is not escaped there")]
    [TestCase("""[{"id":5},{"id":6}][{"id":7}]""", 1, 20, null, "6", "something follows the end of its list there")]
    [TestCase("""[{"id":5}]SECRET""", 1, 11, null, "5", "something follows the end of its list there")]
    [TestCase("""[{"id":5}],""", 1, 11, null, "5", "something follows the end of its list there")]
    [TestCase("""[{"id":05}]""", 1, 9, 1, null, Number)]
    [TestCase("""[{"id":.5}]""", 1, 8, 1, null, Number)]
    [TestCase("""[{"id":5.}]""", 1, 10, 1, null, Number)]
    [TestCase("""[{"id":+5}]""", 1, 8, 1, null, Number)]
    [TestCase("""[{"id":5e}]""", 1, 10, 1, null, Number)]
    [TestCase("""[{"id":5}/*SECRET*/]""", 1, 10, 2, "5", "a comment stands there")]
    [TestCase("""[{"id":5},,{"id":6}]""", 1, 11, 2, "5", "a comma too many stands there")]
    [TestCase("""[{"id":}]""", 1, 8, 1, null, "a value is missing there")]
    [TestCase("""[{"id":5]""", 1, 9, 1, null, Bracket)]
    [TestCase("""[{"id":5}}""", 1, 10, 2, "5", Bracket)]
    [TestCase("""[{"id":5};""", 1, 10, 2, "5", "something stands there that is no JSON")]
    [TestCase("\uFEFF[{\"id\":NaN}]", 1, 11, 1, null, Word)]
    [TestCase("\n\n [{\"id\":NaN}]", 3, 9, 1, null, Word)]
    [Fault("invalid JSON")]
    public async Task It_says_where_it_broke_and_what_to_tell_the_shop(
        string body, int line, int column, int? element, string? id, string tell)
    {
        var error = await ErrorAsync(body);

        Assert.That(error.Message, Does.Contain($"sent JSON that is not valid at line {line}, byte {column}, "));
        Assert.That(error.Message, Does.Contain(element is { } number ? $"in element {number} (" : "behind its "));
        Assert.That(error.Message, Does.Contain(id is null ? "(no id was read before it)" : $"(the last id before it is {id})"));
        Assert.That(error.Message, Does.Contain($"Tell the shop that {tell}").And.EndWith("."));
    }

    [Test]
    [Fault("truncated JSON")]
    public async Task However_much_is_missing_it_is_cut_off()
    {
        const string whole = """[{"id":5,"x":"a\u0041\\","y":[-1.5e+3,true]}, {"id":6}]""";
        for (var length = 1; length < whole.Length; length++)
        {
            var error = await ErrorAsync(whole[..length], retries: 0);
            Assert.That(error.Message, Does.Contain("sent JSON that is cut off at line 1, byte "), whole[..length]);
            Assert.That(error.Message, Does.Contain("Tell the shop that its answer ends too early"), whole[..length]);
        }
    }

    [Test]
    [Fault("invalid JSON")]
    public async Task Thousands_of_elements_and_bytes_are_counted()
    {
        var elements = Enumerable.Range(1, 30_000).Select(id => $$"""{"id":{{id}},"userId":1,"products":[]}""").ToArray();
        elements[20_001] = elements[20_001].Replace("1,", "NaN,", StringComparison.Ordinal);
        var lines = string.Join(",\n", elements);

        var pretty = await ErrorAsync($"[\n{lines}\n]", retries: 0);
        var compact = await ErrorAsync($"[{string.Concat(lines.Split('\n'))}]", retries: 0);

        // {"id":20002,"userId":NaN
        Assert.That(pretty.Message, Does.Contain("at line 20003, byte 22, in element 20002 (the last id before it is 20001)"));
        var before = 1 + elements.Take(20_001).Sum(element => element.Length + 1);
        Assert.That(compact.Message, Does.Contain($"at line 1, byte {before + 22}, in element 20002 (the last id before it is 20001)"));
    }

    [TestCase("", 1)]
    [TestCase("\n", 2)]
    [Fault("invalid JSON")]
    public async Task Behind_a_text_too_long_to_be_held_the_place_is_right_too(string separator, int line)
    {
        var text = new string('x', 9 * 1024 * 1024);
        var body = $$"""[{"id":5},{"image":"{{text}}",{{separator}}"id":NaN}]""";

        var error = await ErrorAsync(body, retries: 0, Entity.Products);

        var column = body.IndexOf("NaN", StringComparison.Ordinal) - (line == 1 ? -1 : body.IndexOf('\n', StringComparison.Ordinal));
        Assert.That(error.Message, Does.Contain($"at line {line}, byte {column}, in element 2 (the last id before it is 5)"));
        Assert.That(error.Message, Does.Contain(Word));
    }

    [Test]
    [Fault("invalid JSON")]
    public async Task A_raw_line_break_in_a_text_too_long_to_be_held_is_found()
    {
        var body = $$"""[{"id":5},{"image":"{{new string('x', 9 * 1024 * 1024)}}{{'\n'}}x","id":6}]""";

        var error = await ErrorAsync(body, retries: 0, Entity.Products);

        Assert.That(error.Message, Does.Contain($"at line 1, byte {body.IndexOf('\n', StringComparison.Ordinal) + 1}, in element 2"));
        Assert.That(error.Message, Does.Contain("a raw line break stands in a text there"));
    }

    [Test]
    public async Task A_text_id_is_shown_without_what_may_be_personal()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/orders", ScriptedShop.Json("""[{"id":"john@gmail.com"},NaN]"""))).Extract(store: new StoreOptions { Kind = "TextShop" });

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(error.Message, Does.Contain("(the last id before it is ***)").And.Not.Contain("john"));
    }

    [Test]
    [Fault("invalid JSON")]
    public async Task Of_customers_the_number_of_the_element_is_said_and_nobodys_id()
    {
        var error = await ErrorAsync("""[{"id":4711},{"id":4712,"x":NaN}]""", entity: Entity.Customers);

        Assert.That(error.Message, Does.Contain("at line 1, byte 29, in element 2, at the last").And.Not.Contain("471"));
    }

    private static async Task<EtlException> ErrorAsync(string body, int retries = 1, Entity entity = Entity.Carts)
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(Path(entity), ScriptedShop.Json(body));
        var http = new HttpOptions { RetryBaseDelay = TimeSpan.FromMilliseconds(1), RequestsPerSecond = 1000, Retries = retries };
        using var extraction = new ExtractBundle(shop.Url, http);

        var error = await extraction.FailsAsync(entity, ErrorCode.UnexpectedPayload, transient: true);
        Assert.That(error.ToString(), Does.Not.Contain("SECRET"));
        Assert.That(shop.Requests, Has.Count.EqualTo(1 + retries));
        return error;
    }

    private static string Path(Entity entity) => entity switch
    {
        Entity.Products => "/products",
        Entity.Customers => "/users",
        _ => "/carts",
    };
}
