using System.Text.Json;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The figures of <c>report</c> beside those of the funnel board's panels, on the same shops.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class ReportTests
{
    private static readonly string[] _figures =
        ["Total Revenue", "Total Orders", "Conversion Rate", "Average Order Value", "Cart Abandonment", "Repeat Buyers"];

    // The hours are odd, and within the first and the last of the days in UTC and in Tokyo alike: report takes days.
    private static readonly (string Name, BoardChoice Choice)[] _ranges =
    [
        ("two weeks", BoardChoice.Range("2026-03-03 03:17", "2026-03-16 13:43")),
        ("half a year", BoardChoice.Range("2025-08-30 06:20", "2026-03-01 14:59:30")),
        ("an hour", BoardChoice.Range("2026-03-04 10:31", "2026-03-04 11:29")),
    ];

    // Late hours in UTC, which are the next day in Tokyo.
    private static readonly (string Name, BoardChoice Choice)[] _lateRanges =
    [
        ("two late weeks", BoardChoice.Range("2026-03-03 16:17", "2026-03-16 21:43")),
        ("half a late year", BoardChoice.Range("2025-08-30 16:20", "2026-03-01 15:00")),
        ("a late hour", BoardChoice.Range("2026-03-04 20:31", "2026-03-04 21:29")),
    ];

    private BoardReader _reader = null!;

    private static IEnumerable<TestCaseData> Cases =>
        _ranges.Select(range => new TestCaseData(range.Choice).SetArgDisplayNames(range.Name, "both stores"))
            .Concat(_lateRanges.Select(range => new TestCaseData(range.Choice with { Stores = ["tokyo"] })
            .SetArgDisplayNames(range.Name, "tokyo")));

    [OneTimeSetUp]
    public async Task OpenAsync() => _reader = await BoardReader.OpenSeededAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Cases))]
    public async Task The_report_shows_what_the_board_shows(BoardChoice choice)
    {
        using var json = JsonDocument.Parse(await ReportAsync(choice));
        var report = json.RootElement.GetProperty("reports").EnumerateArray().Single();
        var trend = await AskAsync("Daily Revenue Trend");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.GetProperty("days").GetInt32(), Is.EqualTo(trend.Length), "days");
            foreach (var title in _figures)
            {
                var figure = report.GetProperty("kpis").GetProperty(title.ToLowerInvariant().Replace(' ', '_'));
                Assert.That(await AskAsync(title), Is.EqualTo(new[] { Row(Value(figure, "value"), Value(figure, "vs_previous")) }), title);
            }
            Assert.That(await AskAsync("Funnel"), Is.EqualTo(Rows("funnel", "step", "sessions", "of_viewed", "lost")).IgnoreCase);
            Assert.That(
                trend.Select(day => day.Split('|')).Where(day => day[1] != "0").Select(day => Row(day[0][..10], day[1])),
                Is.EqualTo(Rows("revenue_by_day", "day", "revenue").Where(HasRevenue)));
            Assert.That(await AskAsync("Revenue by Category"),
                Is.EquivalentTo(Rows("revenue_by_category", "category", "revenue").Where(HasRevenue)));
            Assert.That(
                await AskAsync("Top Products by Revenue"),
                Is.EqualTo(
                    Rows("top_products", "title", "category", "views", "carts", "purchases", "view_to_purchase", "units", "revenue")));
        }

        IEnumerable<string> Rows(string list, params string[] columns) =>
            report.GetProperty(list).EnumerateArray().Select(row => Row([.. columns.Select(column => Value(row, column))]));

        async Task<string[]> AskAsync(string title) =>
            [.. (await _reader.AskAsync(choice.Expand(Board.Funnel.Sql(title)))).Rows.Select(row => Row([.. row]))];
    }

    [Test]
    public async Task The_ranges_hold_orders_of_both_stores()
    {
        foreach (var choice in _ranges.SelectMany(
            range => new[] { "harbour", "tokyo" }.Select(store => range.Choice with { Stores = [store] }))
            .Concat(_lateRanges.Select(range => range.Choice with { Stores = ["tokyo"] })))
            Assert.That((long)(await _reader.AskAsync(choice.Expand(Board.Funnel.Sql("Total Orders")))).Rows[0][0]!, Is.Positive,
                choice.ToString());
    }

    /// <summary>The report of the days that a choice touches in its stores.</summary>
    private static async Task<string> ReportAsync(BoardChoice choice)
    {
        var shops = SeededWarehouse.Shops.Where(shop => choice.Stores?.Contains(shop.Name) ?? shop.Currency == choice.Currency).ToList();
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = (await SeededWarehouse.GetAsync()).ConnectionString,
            ["Stores__0__BaseUrl"] = "https://shop.example",
        };
        string[] which = choice.Stores is [var store] ? ["--store", store] : ["--currency", choice.Currency];
        var exit = await HostedCommand.RunAsync(
            settings, ["report", "--json", "--from", Day(choice.From), "--to", Day(choice.To), .. which]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;

        string Day(DateTime moment) =>
            shops.Select(shop => ReferenceSession.LocalDay(shop, moment)).Distinct().Single()
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>Rates as the report rounds them.</summary>
    private static string Row(params object?[] values) =>
        string.Join('|', values.Select(
            value => BoardAnswer.Text(value is decimal number ? Math.Round(number, 6, MidpointRounding.AwayFromZero) : value)));

    private static bool HasRevenue(string row) => !row.EndsWith("|0", StringComparison.Ordinal);

    private static object? Value(JsonElement row, string name) =>
        !row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : value.GetString();
}
