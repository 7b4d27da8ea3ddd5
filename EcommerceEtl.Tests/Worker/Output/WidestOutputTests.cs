using EcommerceEtl.Tests.Worker.Commands;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Output;

/// <summary>What every command prints fits 80 columns, with the longest names and the largest figures that there can be.</summary>
internal sealed class WidestOutputTests : CommandTestCase
{
    private const int Width = 80;

    private static readonly string _store = new string('s', 62) + "1";

    [SetUp]
    public async Task FillAsync()
    {
        Settings["Stores__0__Name"] = _store;
        Settings["Funnel__AddToCartRate"] = Settings["Funnel__PurchaseRate"] = "1";
        // 10,000,000 is the greatest price, and 1,000,000 the greatest quantity: one line is worth 13 digits.
        foreach (var product in Shop.Products)
            product!["price"] = 9_999_999;
        foreach (var product in Shop.Products.Take(3))
            product!["title"] = new string('t', 200);
        foreach (var line in Shop.Carts.SelectMany(cart => cart!["products"]!.AsArray()))
            line!["quantity"] = 999_999;
        Shop.Products[19]!["price"] = "much";
        await BeforehandAsync();
        Shop.Carts[0]!["products"]![0]!["quantity"] = 2;
    }

    [TestCase("run", "--dry-run")]
    [TestCase("run")]
    [TestCase("run", "--from", "2020-01-01", "--to", "2021-01-01")]
    [TestCase("replay")]
    [TestCase("status")]
    [TestCase("report")]
    [TestCase("quarantine", "list")]
    [TestCase("check", "--deep")]
    [TestCase("config")]
    [TestCase("migrate")]
    public async Task No_line_is_longer(params string[] args)
    {
        var exit = await WorkerAsync(args);

        Assert.That(exit.Code, Is.Zero, exit.Everything);
        Assert.That(exit.Output.Split('\n').Where(line => line.Length > Width), Is.Empty, exit.Output);
        Assert.That(exit.Output, Is.Not.Empty);
    }

    [Test]
    public async Task A_failed_run_and_its_place_in_the_status_fit_too()
    {
        Shop.Instead = context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };

        var run = await WorkerAsync("run");
        var status = await DoneAsync("status");

        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That((run.Output + status.Output).Split('\n').Where(line => line.Length > Width), Is.Empty, run.Output + status.Output);
        Assert.That(status.Output, Does.Contain("    source_refused: "));
    }

    [Test]
    public async Task The_largest_amounts_stand_whole_in_the_report()
    {
        var report = await DoneAsync("report");

        Assert.That(report.Output, Does.Match(@"Total Revenue +\d{2,3},\d{3},\d{3},\d{3},\d{3}\.\d\d "));
        Assert.That(report.Output, Does.Not.Match(@"\d…"));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_terminal_of_80_columns_shows_the_same_and_a_wider_one_more()
    {
        var narrow = await OnTerminalAsync("80");
        var wide = await OnTerminalAsync("160");

        Assert.That(narrow.Split('\n').Where(line => line.TrimEnd('\r').Length > Width), Is.Empty, narrow);
        Assert.That(narrow, Does.Not.Contain("duplicates"));
        Assert.That(wide, Does.Contain("duplicates").And.Not.Contain("no room for"));
    }

    /// <summary>Runs on a terminal, which <c>script</c> makes.</summary>
    private async Task<string> OnTerminalAsync(string columns)
    {
        Settings["COLUMNS"] = columns;
        Settings["TERM"] = "xterm";
        using var worker = WorkerProcess.Start(Settings, ["run"], terminal: true);
        var exit = await worker.ExitAsync();
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;
    }
}
