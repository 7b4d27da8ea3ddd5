namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>What is typed or set wrongly ends with 2 and is said in plain lines; help is there for everything.</summary>
internal sealed class UsageTests
{
    [TestCase("--store 'nope': no such store; configured are fakestore.", "run", "--store", "nope")]
    [TestCase("--store 'nope': no such store; configured are fakestore.", "replay", "--store", "nope")]
    [TestCase("Unrecognized command or argument '--fast'.", "run", "--fast")]
    [TestCase("Unrecognized command or argument 'refresh'.", "refresh")]
    [TestCase("--all and --run exclude each other.", "replay", "--all", "--run", "3")]
    [TestCase("--run takes a whole number of 1 or more, and not 'soon'.", "replay", "--run", "soon")]
    [TestCase("--runs takes a whole number from 0 to 1,000, and not '1001'.", "status", "--runs", "1001")]
    [TestCase("'nope'", "config", "nope")]
    [TestCase("--from and --to belong together.", "run", "--from", "2026-01-01")]
    [TestCase("--from must lie before --to", "run", "--from", "2026-01-01", "--to", "2026-01-01")]
    [TestCase("--from lies in the future: no cart is dated so late yet.", "run", "--from", "2199-01-01", "--to", "2199-02-01")]
    [TestCase("--to takes a day as yyyy-MM-dd", "run", "--from", "2026-01-01", "--to", "tomorrow")]
    [TestCase("--accept-store-change takes a run over everything", "run", "--from", "2026-01-01", "--to", "2026-01-02",
        "--accept-store-change")]
    [TestCase("--limit takes a whole number from 1", "quarantine", "list", "--limit", "0")]
    [TestCase("'orders'", "quarantine", "discard", "1", "--entity", "orders")]
    [TestCase("Required argument 'KEY' missing", "quarantine", "discard")]
    public async Task A_wrong_command_line_ends_with_2(string said, params string[] args)
    {
        await using var test = new WorkerBundle();
        var exit = await test.EndsAsync(2, args);

        Assert.That(exit.Error, Does.Contain(said));
        Assert.That(exit.Output, Is.Empty);
        Assert.That(test.Shop.Requests, Is.Zero);
    }

    [TestCase(new string[0], "serve", "run", "replay", "migrate", "status", "config", "healthcheck")]
    [TestCase(new[] { "run" }, "--store", "--accept-shrink", "--accept-store-change", "--json")]
    [TestCase(new[] { "replay" }, "--store", "--run", "--all", "--force", "--json")]
    [TestCase(new[] { "migrate" }, "--json")]
    [TestCase(new[] { "status" }, "--runs", "--json")]
    [TestCase(new[] { "config" }, "--json")]
    public async Task Help_names_everything_needs_no_settings_and_ends_with_0(string[] command, params string[] named)
    {
        await using var test = new WorkerBundle();
        test.Settings["ConnectionStrings__Warehouse"] = null;

        var help = await test.DoneAsync([.. command, "--help"]);

        foreach (var name in named)
            Assert.That(help.Output, Does.Match($@"(?m)^\s+{name}\b.*\s\s\S"), $"{name} and what it does");
        Assert.That(help.Error, Is.Empty);
    }
}
