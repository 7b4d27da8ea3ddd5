using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>
/// Texts of shops, databases, settings and command lines that would colour a terminal, clear it, forge a line or turn the reading
/// direction: wherever they come from, nothing that is printed acts.
/// </summary>
internal sealed class NothingPrintedActsTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>Escape sequences by ESC and by U+009B, a bell, forged lines by CR, LF, U+0085 and U+2028, marks that turn the direction,
    /// and some without width.</summary>
    private const string Evil = "\u001b[31mPLANTED\a\r\nPLANTED\u0085PLANTED\u009b2J\u202e\u2066\u2028\u200b\ufeffend";

    /// <summary>How a line shows it.</summary>
    private const string Shown = @"\u001B[31mPLANTED\u0007\u000D\u000APLANTED\u0085PLANTED\u009B2J\u202E\u2066\u2028\u200B\uFEFFend";

    [TestCase("run", "--store", "EVIL")]
    [TestCase("quarantine", "discard", "EVIL")]
    [TestCase("status", "--runs", "EVIL")]
    [TestCase("run", "EVIL")]
    [TestCase("EVIL")]
    [Fault("text that a terminal obeys")]
    public async Task A_word_of_the_command_line(params string[] words)
    {
        await _test.BeforehandAsync();
        // The name of a test case may not hold it.
        var exit = await _test.RunAsync([.. words.Select(word => word.Replace("EVIL", Evil, StringComparison.Ordinal))]);
        Assert.That(exit.Code, Is.Not.Zero, exit.Everything);
        Harmless(exit.Everything, shown: Shown);
    }

    [Test]
    [Fault("text that a terminal obeys")]
    public async Task A_setting_in_force_and_a_wrong_one()
    {
        _test.Settings["Funnel__Seed"] = Evil;
        // A process, since it is its first line that guards what is printed.
        Harmless((await _test.ProcessAsync("config")).Everything, shown: Shown);
        var json = (await _test.DoneAsync("config", "--json")).Output;
        Harmless(json);
        Assert.That(JsonDocument.Parse(json).RootElement.GetProperty("Funnel:Seed").GetString(), Is.EqualTo(Evil));

        _test.Settings["Quality__MaxShrink"] = Evil;
        Harmless((await _test.ProcessAsync("config")).Everything, shown: Shown);
    }

    [Test]
    [Fault("text that a terminal obeys")]
    public async Task What_the_shop_sends()
    {
        PlantInProducts();
        _test.Shop.Carts[0]!["products"]![0]!["quantity"] = 1;
        Harmless((await _test.DoneAsync("run")).Everything);
        Harmless((await _test.DoneAsync("report")).Everything);
        Harmless((await _test.DoneAsync("quarantine", "list")).Everything, shown: @"\u202E\u2066");
        var json = (await _test.DoneAsync("quarantine", "list", "--json")).Output;
        Harmless(json);
        Assert.That(JsonDocument.Parse(json).RootElement[0].GetProperty("payload").GetString(), Does.Contain("PLANTED"));
        foreach (var words in new string[][]
            { ["report", "--json"], ["run", "--json"], ["run", "--dry-run"], ["run", "--dry-run", "--json"], ["check"], ["status"] })
            Harmless((await _test.RunAsync(words)).Everything);
    }

    [Test]
    [Fault("text that a terminal obeys")]
    public async Task What_stands_around_an_answer_of_the_shop()
    {
        _test.Shop.Instead = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<html><head><title>{Evil}</title></head></html>");
        };
        foreach (
            var words in new string[][] { ["run"], ["run", "--json"], ["check"], ["check", "--json"], ["status"], ["status", "--json"] })
            Harmless((await _test.RunAsync(words)).Everything);
    }

    [Test]
    [Fault("text that a terminal obeys")]
    public async Task What_the_database_says()
    {
        await _test.Database.ExecuteAsync($"""
            CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', '{Evil}'
              USING ERRCODE = 'P0001'; END $$;
            CREATE TRIGGER planted BEFORE INSERT ON customers FOR EACH STATEMENT EXECUTE FUNCTION planted();
            """);
        var run = await _test.EndsAsync(1, "run");
        Harmless(run.Output, shown: Shown);
        // A log of one line an entry has a space for each line break.
        Harmless(run.Error, shown: Shown.Replace(@"\u000A", " ", StringComparison.Ordinal));
        foreach (var words in new string[][] { ["run", "--json"], ["run", "--dry-run"], ["status"], ["status", "--json"] })
            Harmless((await _test.RunAsync(words)).Everything, shown: "PLANTED");
    }

    [TestCase("json")]
    [TestCase("simple")]
    [Fault("text that a terminal obeys")]
    public async Task A_log_and_the_answer_of_a_probe(string format)
    {
        _test.Settings["Logging__Console__FormatterName"] = format;
        await using var worker = ServeProcess.Start(_test.Settings);
        await worker.ReadyAsync();
        await _test.Database.ExecuteAsync($"INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_{Evil}', '99')");
        var ready = await worker.UntilAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Harmless(ready.Body, shown: Shown);
        await worker.EndAsync();

        await using var refused = ServeProcess.Start(_test.Settings);
        Assert.That((await refused.ExitAsync()).Code, Is.EqualTo(1));
        Harmless(refused.Log, shown: "PLANTED");
        Harmless((await _test.RunAsync("run")).Everything, shown: Shown);
    }

    /// <summary>Products whose texts hold what JSON lets through unescaped: one that is accepted, and one that is not.</summary>
    private void PlantInProducts()
    {
        const string title = @"title\nPLANTED " + "\u202e\u2066\u2028 end";
        _test.Shop.Before = context =>
        {
            if (context.Request.Path != "/products")
                return false;
            var accepted = $$"""{"id":1,"title":"{{title}}","price":5,"category":"{{title}}"}""";
            var rejected = $$"""{"id":2,"title":"{{title}} {{"\u0085\u009b2J"}} \u001b[31m","price":"none","category":"x"}""";
            var others = string.Join(',', Enumerable.Range(3, 18).Select(id => $$"""{"id":{{id}},"title":"t","price":1,"category":"c"}"""));
            context.Response.ContentType = "application/json";
            context.Response.WriteAsync($"[{accepted},{rejected},{others}]").GetAwaiter().GetResult();
            return true;
        };
    }

    /// <summary>Holds no character that is obeyed, and no line that somebody planted.</summary>
    private static void Harmless(string printed, string shown = "")
    {
        Assert.That(printed, Does.Contain(shown));
        Assert.That(printed.Where(IsObeyed).Select(character => $"U+{(int)character:X4}").Distinct(), Is.Empty, printed);
        Assert.That(printed.Split('\n').Where(line => line.TrimStart().StartsWith("PLANTED", StringComparison.Ordinal)), Is.Empty,
            "a planted line");
    }

    private static bool IsObeyed(char character) => (character < ' ' && character != '\n') || character is >= '\u007f' and <= '\u009f'
        || "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff".Contains(character);
}
