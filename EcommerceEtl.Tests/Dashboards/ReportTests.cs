using System.Text.Json;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The figures of <c>report</c> beside those of the funnel board's panels, on the same shops.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class ReportTests
{
    private static readonly string[] _figures =
        ["Total Revenue", "Total Orders", "Conversion Rate", "Average Order Value", "Cart Abandonment", "Returning Customers"];

    // The hours are odd, and the noons between them are those of the same days in UTC and in Tokyo: report takes days.
    private static readonly (string Name, BoardChoice Choice)[] _ranges =
    [
        ("two weeks", BoardChoice.Range("2026-03-03 02:17", "2026-03-16 13:43")),
        ("half a year", BoardChoice.Range("2025-08-30 02:20", "2026-03-01 14:59:30")),
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

        await CompareAsync(_reader, json.RootElement.GetProperty("reports").EnumerateArray().Single(), choice);
    }

    /// <summary>A report's figures are those of the board's panels for the same choice.</summary>
    internal static async Task CompareAsync(BoardReader board, JsonElement report, BoardChoice choice)
    {
        var trend = await AskAsync("Daily Revenue Trend");
        using (Assert.EnterMultipleScope())
        {
            var days = report.GetProperty("days").GetInt32();
            if (days <= 92)
                Assert.That(days, Is.EqualTo(trend.Length), "days");
            foreach (var title in _figures)
            {
                var figure = report.GetProperty("kpis").GetProperty(title.ToLowerInvariant().Replace(' ', '_'));
                // The board shows rates in percentage points.
                var change = title is "Conversion Rate" or "Cart Abandonment" or "Returning Customers"
                    ? (decimal?)Value(figure, "value") - (decimal?)Value(figure, "previous") : Value(figure, "vs_previous");
                var shown = (await AskAsync(title)).Single().Split('|');
                Assert.That(shown[0], Is.EqualTo(Row(Value(figure, "value"))), title);
                // Of two values that the report has rounded.
                Assert.That(Change(shown[1]), Is.EqualTo(Change(Row(change))).Within(0.000002), title);
            }
            Assert.That(await AskAsync("Funnel"), Is.EqualTo(Rows("funnel", "step", "sessions", "of_first_step", "lost")).IgnoreCase);
            if (days <= 92)
                Assert.That(
                    trend.Select(day => day.Split('|')).Where(day => day[1] != "0").Select(day => Row(day[0][..10], day[1])),
                    Is.EqualTo(Rows("revenue_by_day", "day", "revenue").Where(HasRevenue)));
            else
                Assert.That(trend.Sum(week => Number(week.Split('|')[1])),
                    Is.EqualTo(Rows("revenue_by_day", "revenue").Sum(day => Number(day))).Within(0.001m));
            Assert.That((await AskAsync("Revenue by Category")).Select(row => row[..row.LastIndexOf('|')]),
                Is.EquivalentTo(Rows("revenue_by_category", "category", "revenue").Where(HasRevenue)));
            Assert.That(
                (await AskAsync("Top Products by Revenue")).Select(row => row.Split('|'))
                    .Select(row => string.Join('|', [.. row[..7], row[9]])),
                Is.EqualTo(
                    Rows("top_products", "title", "category", "views", "carts", "purchases", "view_to_purchase", "units", "revenue")));
        }

        IEnumerable<string> Rows(string list, params string[] columns) =>
            report.GetProperty(list).EnumerateArray().Select(row => Row([.. columns.Select(column => Value(row, column))]));

        async Task<string[]> AskAsync(string title) =>
            [.. (await board.AskAsync(choice.Expand(Board.Funnel.Sql(title)))).Rows.Select(row => Row([.. row]))];
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
        var (first, last) = shops.Select(shop => ReferenceFunnel.Days(shop, choice)).Distinct().Single();
        string[] which = choice.Stores is [var store] ? ["--store", store] : ["--currency", choice.Currency];
        var exit = await HostedCommand.RunAsync(
            settings, ["report", "--json", "--from", Day(first), "--to", Day(last), .. which]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;

        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>NaN for none.</summary>
    private static double Change(string text) => text == "-" ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Rates as the report rounds them.</summary>
    private static string Row(params object?[] values) =>
        string.Join('|', values.Select(
            value => BoardAnswer.Text(value is decimal number ? Math.Round(number, 6, MidpointRounding.AwayFromZero) : value)));

    private static bool HasRevenue(string row) => !row.EndsWith("|0", StringComparison.Ordinal);

    private static object? Value(JsonElement row, string name) =>
        !row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : value.GetString();
}
