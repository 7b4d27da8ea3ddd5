namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The figures of the funnel board against those worked out from the shops' carts by other means.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class PanelNumbersTests
{
    private static readonly string[] _panels =
    [
        "Total Revenue", "Total Orders", "Conversion Rate", "Average Order Value", "Cart Abandonment", "Returning Customers", "Funnel",
        "Daily Conversion", "Average Order Value over Time", "Orders of New and Returning Customers", "Orders by Weekday and Hour",
        "How Revenue Comes About",
        "Daily Revenue Trend", "Revenue by Category", "Revenue by City", "Top Products by Revenue", "Monthly Cohorts", "Data coverage",
    ];

    // The second is longer than what is read by way of the carts. The third crosses Tokyo's midnight: two days there, one in UTC. The
    // fourth begins and ends in other months there.
    private static readonly (string Name, BoardChoice Choice)[] _ranges =
    [
        ("two weeks", BoardChoice.Range("2026-03-03 03:17", "2026-03-16 21:43")),
        ("half a year", BoardChoice.Range("2025-08-30 16:20", "2026-03-01 14:59:30")),
        ("an hour", BoardChoice.Range("2026-03-04 14:31", "2026-03-04 15:29")),
        ("two months of Tokyo", BoardChoice.Range("2025-12-31 15:00", "2026-02-28 21:43")),
    ];

    private static readonly (string Name, Func<BoardChoice, BoardChoice> Choose)[] _settings =
    [
        ("all", choice => choice),
        ("one store, two categories, one city", choice =>
            choice with { Stores = ["tokyo"], Categories = ["men's clothing", "jewelery"], Cities = ["L'Aquila"] }),
        ("euros", choice => choice with { Currency = "EUR" }),
    ];

    private BoardReader _reader = null!;
    private ReferenceSession[] _sessions = [];

    private static IEnumerable<TestCaseData> Cases =>
        from panel in _panels
        from range in _ranges
        from setting in _settings
        select new TestCaseData(panel, setting.Choose(range.Choice)).SetArgDisplayNames(panel, range.Name, setting.Name);

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _reader = await BoardReader.OpenSeededAsync();
        _sessions = [.. SeededWarehouse.Shops.SelectMany(ReferenceSession.Of)];
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Cases))]
    public async Task A_panel_shows_what_the_carts_say(string panel, BoardChoice choice)
    {
        var expected = new ReferencePanels(new ReferenceFunnel(_sessions, choice)).Of(panel);
        var answer = await _reader.AskAsync(choice.Expand(Board.Funnel.Sql(panel)));
        // When a store was refreshed is the ledger's to say.
        var columns = Enumerable.Range(0, answer.Columns.Length).Where(column => answer.Columns[column] != "Refreshed");
        var seen = new BoardAnswer(answer.Columns, answer.Types,
            [.. answer.Rows.Select(row => columns.Select(column => row[column]).ToArray())]).Texts;
        Assert.That(seen, Is.EqualTo(panel.StartsWith("Top", StringComparison.Ordinal) ? expected.Take(20) : expected));
    }

    [Test]
    public void The_shops_hold_what_makes_the_figures_hard()
    {
        var all = new ReferenceFunnel(_sessions, _ranges[0].Choice);
        var hour = new ReferenceFunnel(_sessions, _ranges[2].Choice);
        var lines = all.Current.SelectMany(session => session.Lines).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(all.Current, Has.Length.GreaterThan(100));
            Assert.That(all.Previous, Has.Length.GreaterThan(100));
            Assert.That(hour.Shops.Select(hour.Days), Is.EqualTo(new[] { 1, 1 }), "an hour without a noon is the day that it ends on");
            Assert.That(all.Current.Select(session => session.User), Has.Some.Null, "guests");
            Assert.That(all.Current.Select(session => session.Lines.Length), Has.Some.Zero, "carts without a line");
            Assert.That(all.Current.Count(session => session is { User: not null, City: "Unknown" }), Is.Positive,
                "customers who left, or without a city");
            Assert.That(lines.Where(line => line.Bought).Select(line => line.Price), Has.Some.Null, "bought and unpriced");
            Assert.That(lines.Select(line => line.Product), Has.Some.Null, "without a product");
            Assert.That(
                lines.Where(line => line.Product == 1).Select(line => line.Price).Distinct().Count(), Is.EqualTo(4),
                "two prices in each of two stores");
            Assert.That(lines.Select(line => line.Product), Has.Some.EqualTo(12), "a product that left");
        });
    }
}
