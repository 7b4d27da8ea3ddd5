namespace EcommerceEtl.Tests.Worker.Output;

/// <summary>What every command prints fits 80 columns, with the longest names and the largest figures that there can be; on a terminal,
/// which <c>script</c> makes.</summary>
[Platform("Linux")]
internal sealed class WidestOutputTests : IAsyncDisposable
{
    private const int Width = 80;
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private const string Store = "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss1";

    [SetUp]
    public async Task FillAsync()
    {
        _test.Settings["Stores__0__Name"] = Store;
        _test.Settings["Funnel__AddToCartRate"] = _test.Settings["Funnel__PurchaseRate"] = "1";
        // 10,000,000 is the greatest price, and 1,000,000 the greatest quantity: one line is worth 13 digits.
        foreach (var product in _test.Shop.Products)
            product!["price"] = 9_999_999;
        foreach (var product in _test.Shop.Products.Take(3))
            product!["title"] = new string('t', 200);
        foreach (var line in _test.Shop.Carts.SelectMany(cart => cart!["products"]!.AsArray()))
            line!["quantity"] = 999_999;
        _test.Shop.Products[19]!["price"] = "much";
        await _test.BeforehandAsync();
        _test.Shop.Carts[0]!["products"]![0]!["quantity"] = 2;
    }

    [TestCase("run", "--dry-run")]
    [TestCase("run")]
    [TestCase("run", "--from", "2020-01-01", "--to", "2021-01-01")]
    [TestCase("replay")]
    [TestCase("status")]
    [TestCase("report")]
    [TestCase("explain", "cart", Store, "1")]
    [TestCase("explain", "day", Store, "2020-03-01")]
    [TestCase("quarantine", "list")]
    [TestCase("check", "--deep")]
    [TestCase("config")]
    [TestCase("migrate")]
    [TestCase("store", "list")]
    [TestCase("store", "retire", Store)]
    [TestCase("store", "remove", Store, "--yes")]
    [TestCase("customer", "erase", Store, "1")]
    [TestCase("quarantine", "discard", "20")]
    public async Task No_line_is_longer(params string[] args)
    {
        var shown = await OnTerminalAsync("80", args);

        Assert.That(Longer(shown), Is.Empty, shown);
        Assert.That(shown, Is.Not.Empty);
    }

    [Test]
    public async Task A_failed_run_and_its_place_in_the_status_fit_too()
    {
        _test.Shop.AnswerWith(403);

        var run = await OnTerminalAsync("80", ["run"], code: 1);
        var status = await OnTerminalAsync("80", ["status"]);

        Assert.That(Longer(run + status), Is.Empty, run + status);
        Assert.That(status, Does.Contain("    source_refused: "));
    }

    [Test]
    public async Task The_largest_amounts_stand_whole_in_the_report()
    {
        var report = await _test.DoneAsync("report");

        Assert.That(report.Output, Does.Match(@"Total Revenue +\d{2,3},\d{3},\d{3},\d{3},\d{3}\.\d\d "));
        Assert.That(report.Output, Does.Not.Match(@"\d…"));
    }

    [Test]
    public async Task A_setting_that_fits_a_line_of_its_own_is_not_broken()
    {
        const string folder = "/srv/a-folder-with-a-long-name-that-just-fits-one-line-of-a-terminal";
        _test.Settings["Landing__Path"] = folder;

        Assert.That((await OnTerminalAsync("80", ["config"])).Split("\n").Select(line => line.Trim()), Does.Contain(folder));
    }

    [Test]
    public async Task A_wider_terminal_shows_more()
    {
        var narrow = await OnTerminalAsync("80", ["run"]);
        var wide = await OnTerminalAsync("160", ["run"]);

        Assert.That(narrow, Does.Not.Contain("duplicates"));
        Assert.That(wide, Does.Contain("duplicates").And.Not.Contain("no room for"));
    }

    [Test]
    public async Task In_a_file_each_text_is_one_line()
    {
        var check = await _test.DoneAsync("check");

        Assert.That(Longer(check.Output), Is.Not.Empty);
        Assert.That(check.Output.Split('\n'), Has.None.StartsWith(" "));

        _test.Shop.AnswerWith(403);
        await _test.EndsAsync(1, "run");
        Assert.That((await _test.DoneAsync("status")).Output, Does.Match("(?m)^    source_refused: .{80,}Token.*\\.$"));
    }

    private static IEnumerable<string> Longer(string shown) => shown.Split('\n').Where(line => line.TrimEnd('\r').Length > Width);

    private async Task<string> OnTerminalAsync(string columns, string[] args, int code = 0)
    {
        _test.Settings["COLUMNS"] = columns;
        // One that takes no control sequences, which would be counted as letters.
        _test.Settings["TERM"] = "dumb";
        // The terminal that `script` makes shows standard output alone.
        var call = string.Join(' ', WorkerProgram.Call(args).Select(word => $"'{word}'"));
        var exit = await ChildProcess.RunAsync(["script", "-qec", $"{call} 2>/dev/null", "/dev/null"], _test.Settings);
        Assert.That(exit.Code, Is.EqualTo(code), exit.Everything);
        return exit.Output;
    }
}
