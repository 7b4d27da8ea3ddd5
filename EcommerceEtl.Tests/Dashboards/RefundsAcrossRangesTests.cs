using System.Text.Json;
using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Every business panel of the owner's board, the report and the page on two shops that state orders, in Berlin and in Tokyo,
/// where things come back on other sides of a range's ends than they were bought on.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class RefundsAcrossRangesTests
{
    /// <summary>What is no figure of the range, or tells of other tables.</summary>
    private static readonly string[] _others =
        ["Days Shown", "Today So Far", "Data coverage", "Data age", "Past Days That Changed"];

    // Odd hours, between which the noons of the same days lie in Berlin and in Tokyo. The report takes days.
    private static readonly (string Name, BoardChoice Choice)[] _ranges =
    [
        ("two weeks", BoardChoice.Range("2026-02-03 02:17", "2026-02-16 13:43")),
        ("half a year", BoardChoice.Range("2025-08-10 02:20", "2026-02-08 14:59:30")),
        ("an hour", BoardChoice.Range("2026-02-10 10:31", "2026-02-10 11:29")),
    ];

    private static readonly SoldShop[] _shops = [new(1, "berlin", "Europe/Berlin"), new(2, "tokyo", "Asia/Tokyo")];
    private static readonly ReferenceSession[] _sessions = [.. _shops.SelectMany(shop => shop.Sessions)];

    private BoardReader _board = null!;
    private PageBundle _page = null!;

    private static IEnumerable<TestCaseData> Ranges => _ranges.SelectMany(range => new[]
    {
        new TestCaseData(Euros(range.Choice)).SetArgDisplayNames(range.Name, "both"),
        new TestCaseData(Euros(range.Choice) with { Stores = ["tokyo"] }).SetArgDisplayNames(range.Name, "tokyo"),
    });

    private static IEnumerable<TestCaseData> Panels =>
        from title in Board.Funnel.PanelQueries.Select(query => query.Title).Except(_others)
        from range in _ranges
        from setting in new (string Name, BoardChoice Choice)[]
        {
            ("both", Euros(range.Choice)), ("tokyo", Euros(range.Choice) with { Stores = ["tokyo"] }),
            ("one category and city", Euros(range.Choice) with { Categories = ["home", "toys"], Cities = ["Oslo"] }),
        }
        select new TestCaseData(title, setting.Choice).SetArgDisplayNames(title, range.Name, setting.Name);

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _board = await BoardReader.OpenFilledAsync(string.Join(";\n", _shops.Select(shop => shop.Sql)));
        _page = await PageBundle.StartAsync(_board.Database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task DropAsync()
    {
        await (_page?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_board?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCaseSource(nameof(Panels))]
    public async Task A_panel_shows_what_the_rows_of_orders_say(string title, BoardChoice choice)
    {
        var expected = new ReferencePanels(new ReferenceFunnel(_sessions, choice)).Of(title);

        Assert.That((await _board.AskAsync(choice.Expand(Board.Funnel.Sql(title)))).Texts, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Ranges))]
    public async Task The_report_and_the_page_show_what_the_board_shows(BoardChoice choice)
    {
        var (first, last) = _shops.Where(shop => choice.Stores?.Contains(shop.Name) ?? true)
            .Select(shop => ReferenceFunnel.Days(shop, choice)).Distinct().Single();
        var query = FormattableString.Invariant($"from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}&")
            + (choice.Stores is [var store] ? $"store={store}" : "currency=EUR");
        using var json = JsonDocument.Parse(await PageFiguresTests.ReportAsync(_board, query));
        var report = json.RootElement.GetProperty("reports").EnumerateArray().Single();

        await ReportTests.CompareAsync(_board, report, choice);
        await PageFiguresTests.CompareAsync(_board, _page, query, choice);
        // The board says minus before what is taken off.
        var sales = new ReferencePanels(new ReferenceFunnel(_sessions, choice)).Of("How Revenue Comes About")
            .Select(row => row.Split('|')[1].TrimStart('-'));
        Assert.That(
            report.GetProperty("sales").EnumerateObject()
                .Select(figure => BoardAnswer.Text(Math.Abs(figure.Value.GetProperty("value").GetDecimal()))), Is.EqualTo(sales));
    }

    [Test]
    public void Things_come_back_on_other_sides_of_the_ends()
    {
        foreach (var (name, choice) in _ranges)
        {
            var funnel = new ReferenceFunnel(_sessions, Euros(choice));
            var returns = funnel.Shops.SelectMany(funnel.OfShop).SelectMany(session => session.Sales.Where(sale => sale.Returns > 0)
                .Select(sale => (Bought: IsIn(session.Day), Returned: IsIn(sale.Day)))).ToList();
            Assert.That(returns, Does.Contain((false, true)), $"{name}: bought before");
            Assert.That(returns, Does.Contain((true, false)), $"{name}: returned after");
            Assert.That(funnel.Current, Has.Some.Property(nameof(ReferenceSession.Bought)).False, name);

            bool IsIn(DateOnly day) => day >= funnel.FirstDay(_shops[0]) && day <= funnel.LastDay(_shops[0]);
        }
    }

    private static BoardChoice Euros(BoardChoice choice) => choice with { Currency = "EUR" };
}
