using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Worker.Explain;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Each example of <c>docs/json.md</c> has the shape of what the command prints: the same fields, of the same types.</summary>
internal sealed partial class DocumentedJsonTests
{
    [Test]
    public void Every_command_with_json_has_one_example() =>
        Assert.That(
            Examples().Keys,
            Is.EquivalentTo(CommandTree.All().Where(TakesJson)
                .Select(one => string.Join(' ', one.Call.Where(word => word is not ("1" or "fakestore" or "2020-03-01"))))
                .Append("run --dry-run")));

    [Test]
    public void Every_command_takes_json_but_the_worker_itself() =>
        Assert.That(
            CommandTree.All().Where(one => !TakesJson(one)).Select(one => string.Join(' ', one.Call)),
            Is.EquivalentTo(new[] { "", "serve" }));

    [Test]
    public async Task That_no_worker_answers_is_an_answer_too()
    {
        await using var test = new WorkerBundle();
        test.Settings["ASPNETCORE_URLS"] = "http://127.0.0.1:1";

        var exit = await test.RunAsync("healthcheck", "--json");

        using var json = JsonDocument.Parse(exit.Output);
        Assert.That((exit.Code, json.RootElement.GetProperty("ready").GetBoolean()), Is.EqualTo((1, false)), exit.Everything);
        Assert.That(json.RootElement.GetProperty("says")[0].GetString(), Does.StartWith("No worker answers at http://127.0.0.1:1/"));
    }

    [Test]
    public async Task Each_example_has_the_shape_of_real_output()
    {
        await using var test = new WorkerBundle();
        test.Settings["Stores__0__Cron"] = WorkerBundle.Yearly;
        // A machine that has much to do may be silent for longer than the other tests let it.
        test.Settings["Database__SessionTimeout"] = "00:01:00";
        test.Shop.Products[0]!["price"] = "much";
        test.Shop.Carts[0]!["products"]![0]!["quantity"] = -4;
        test.Shop.Carts[1]!["new"] = 1;
        await test.UseAsync(await TestDatabase.CreateEmptyAsync());
        Dictionary<string, List<string>> real = [];
        await PrintAsync("migrate");
        await PrintAsync("run --dry-run");
        await PrintAsync("run");
        await PrintAsync("replay", "--force");
        test.Shop.AnswerWith(403);
        await PrintAsync("run", code: 1);
        test.Shop.Instead = null;
        await PrintAsync("status");
        await PrintAsync("report");
        await PrintAsync("quarantine list");
        await PrintAsync("quarantine discard", "1", "--entity=carts");
        await PrintAsync("quarantine restore", "1", "--entity=carts");
        await PrintAsync("check");
        await PrintAsync("config");
        await using (var worker = test.Serve())
        {
            await worker.ReadyAsync();
            test.Settings["ASPNETCORE_URLS"] = worker.Url.AbsoluteUri;
            await PrintAsync("healthcheck");
        }

        await test.Database.ExecuteAsync(PlantedOrder.Sql);
        await PrintAsync("explain cart", "fakestore", "1");
        await PrintAsync("explain cart", "fakestore", "3");
        await PrintAsync("explain day", "fakestore", "2020-03-01");
        await PrintAsync("store list");
        await PrintAsync("customer export", "fakestore", "1");
        await PrintAsync("customer erase", "fakestore", "1");
        await PrintAsync("store retire", "fakestore");
        await PrintAsync("store remove", "fakestore", "--yes");

        var examples = Examples();
        Assert.That(real.Keys, Is.EquivalentTo(examples.Keys));
        Assert.Multiple(() =>
        {
            foreach (var (command, example) in examples)
                Assert.That(Shape([example]), Is.EquivalentTo(Shape(real[command])), $"docs/json.md, {command}:\n{real[command][0]}");
        });

        async Task PrintAsync(string command, string? more = null, string? option = null, int code = 0)
        {
            string[] words = [.. command.Split(' '), .. new[] { more, option }.OfType<string>(), "--json"];
            var exit = await test.RunAsync(words);
            Assert.That(exit.Code, Is.EqualTo(code), exit.Everything);
            real.TryAdd(command, []);
            real[command].Add(exit.Output);
        }
    }

    private static bool TakesJson((Command Command, string[] Call) one) => one.Command.Options.Any(option => option.Name == "--json");

    private static Dictionary<string, string> Examples() =>
        Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "json.md")))
        .ToDictionary(match => match.Groups["command"].Value, match => match.Groups["json"].Value);

    /// <summary>Every place that holds something, with its type, in any of the documents.</summary>
    private static HashSet<string> Shape(IEnumerable<string> documents)
    {
        HashSet<string> places = [];
        foreach (var text in documents)
        {
            using var json = JsonDocument.Parse(text);
            Walk(json.RootElement, "$");
        }
        return places;

        void Walk(JsonElement element, string path)
        {
            places.Add(
                $"{path} {(element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : element.ValueKind.ToString())}");
            foreach (var property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().ToArray() : [])
                Walk(property.Value, $"{path}.{property.Name}");
            foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().ToArray() : [])
                Walk(item, $"{path}[]");
        }
    }

    [GeneratedRegex(@"^## (?<command>[a-z -]+)$.*?^```json\n(?<json>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
