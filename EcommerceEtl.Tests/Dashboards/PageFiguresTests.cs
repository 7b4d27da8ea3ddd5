using System.Text.Json;
using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The page shows what <c>report</c> prints and the boards draw, on the warehouse that the boards are tested on: two stores in
/// dollars, one of them in Tokyo, and one in euros.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class PageFiguresTests
{
    private BoardReader _board = null!;
    private PageBundle _page = null!;

    // The noons between these hours are those of the days in each of the chosen stores' zones.
    private static IEnumerable<TestCaseData> Choices =>
    [
        new TestCaseData("from=2026-03-03&to=2026-03-16&currency=usd", BoardChoice.Range("2026-03-03 02:17", "2026-03-16 13:43"))
            .SetArgDisplayNames("two weeks of both dollar stores"),
        new TestCaseData("from=2025-08-31&to=2026-03-02&store=tokyo",
            BoardChoice.Range("2025-08-30 16:20", "2026-03-02 04:00") with { Stores = ["tokyo"] })
            .SetArgDisplayNames("half a year in Tokyo, from late hours in UTC"),
        new TestCaseData("from=2026-03-04&to=2026-03-04&store=atelier&currency=EUR",
            BoardChoice.Range("2026-03-04 10:31", "2026-03-04 11:29") with { Stores = ["atelier"], Currency = "EUR" })
            .SetArgDisplayNames("a day in Paris"),
    ];

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _board = await BoardReader.OpenSeededAsync();
        _page = await PageBundle.StartAsync(_board.Database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (_page?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_board?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCaseSource(nameof(Choices))]
    public Task The_page_the_report_and_the_board_show_the_same(string query, BoardChoice choice) =>
        CompareAsync(_board, _page, query, choice);

    /// <summary>The page shows for an address what <c>report</c> prints for the same options and the board draws for that choice.</summary>
    internal static async Task CompareAsync(BoardReader board, PageBundle pages, string query, BoardChoice choice)
    {
        var page = await pages.ReadAsync($"/?{query}");
        using var json = JsonDocument.Parse(await ReportAsync(board, query));
        var report = json.RootElement.GetProperty("reports").EnumerateArray().Single();
        // Without views where nobody knows them.
        var views = report.GetProperty("top_products").EnumerateArray().Any(product => product.TryGetProperty("views", out _));
        using (Assert.EnterMultipleScope())
        {
            foreach (var (heading, figure) in page.KeyFigures)
            {
                var name = heading == "Checkout completion" ? "Conversion Rate" : heading;
                var reported = report.GetProperty("kpis").GetProperty(name.ToLowerInvariant().Replace(' ', '_'));
                var (value, previous) = (Number(reported, "value"), Number(reported, "previous"));
                Assert.That(figure.Value, Is.EqualTo(Shown(name, value) + (IsAmount(name) ? $" {choice.Currency}" : "")), name);
                if (previous is not null and not 0 && value is not null)
                    Assert.That(figure.Change, Does.EndWith($" from {Shown(name, previous)}"), name);
                var drawn = (await board.AskAsync(choice.Expand(Board.Funnel.Sql(name)))).Rows[0][0];
                Assert.That(Shown(name, drawn is null ? null : Convert.ToDecimal(drawn, CultureInfo.InvariantCulture)),
                    Is.EqualTo(Shown(name, value)), $"{name} on the board");
            }
            Assert.That(page.Table("funnel"), Is.EqualTo(Rows("funnel", "step:", "sessions:N0", "of_first_step:P1", "lost:P1"))
                .Using<string>((a, b) => a == b.Replace("|-", "|", StringComparison.Ordinal)));
            var days = Rows("revenue_by_day", "day:", "sessions:N0", "orders:N0", "revenue:0.##########");
            if (page.Words.Contains("Revenue by day", StringComparison.Ordinal))
                Assert.That(page.Table("trend"), Is.EqualTo(Rows("revenue_by_day", "day:", "sessions:N0", "orders:N0", "revenue:N2")));
            else
                Assert.That(Sums(page.Table("trend")), Is.EqualTo(Sums(days)).Within(0.005m * days.Length), "weeks are sums of days");
            Assert.That(
                page.Table("categories"),
                Is.EqualTo(Rows("revenue_by_category", "category:", "purchases:N0", "units:#,0.###", "revenue:N2")));
            Assert.That(
                page.Table("products"),
                Is.EqualTo(Rows("top_products", [
                    "title:", "category:", .. views ? ["views:N0"] : Array.Empty<string>(), "carts:N0", "purchases:N0",
                    .. views ? ["view_to_purchase:P1"] : Array.Empty<string>(), "units:#,0.###", "revenue:N2"])));
        }
        Assert.That(page.KeyFigures, Has.Count.EqualTo(6));

        string[] Rows(string list, params string[] columns) =>
            [.. report.GetProperty(list).EnumerateArray().Select(row => string.Join('|', columns.Select(column => Text(row, column))))];
    }

    [Test]
    public async Task Without_a_choice_the_first_currency_and_its_last_thirty_days_are_shown()
    {
        var page = await _page.ReadAsync();

        Assert.That(page.Words, Does.Contain("atelier 2026-02-14 to 2026-03-15, 30 days in Europe/Paris, beside 2026-01-15 to 2026-02-13"));
        Assert.That(page.Html, Does.Contain("href=\"./?currency=USD\"").And.Contain("aria-current=\"true\">EUR"));
        Assert.That(page.Html, Does.Not.Contain("<select"), "there is one store in euros");
    }

    [Test]
    public async Task The_form_keeps_what_was_chosen()
    {
        var page = await _page.ReadAsync("/?from=2026-03-01&to=2026-03-09&currency=USD&store=tokyo");

        Assert.That(page.Html, Does.Contain("name=\"from\" value=\"2026-03-01\"").And.Contain("name=\"to\" value=\"2026-03-09\"")
            .And.Contain("<option value=\"tokyo\" selected").And.Contain("name=\"currency\" value=\"USD\"")
            .And.Contain("<option value=\"harbour\">").And.Not.Contain("<option value=\"atelier\""));
    }

    /// <summary>What <c>report</c> prints for the same options.</summary>
    internal static async Task<string> ReportAsync(BoardReader board, string query)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings__Warehouse"] = board.Database.ConnectionString };
        var exit = await HostedCommand.RunAsync(
            settings, ["report", "--json", .. query.Split('&').SelectMany(option => $"--{option}".Split('='))]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;
    }

    /// <summary>The sums of the columns behind the first.</summary>
    private static decimal[] Sums(string[] rows) =>
        [.. Enumerable.Range(1, 3).Select(
            column => rows.Sum(row => decimal.Parse(row.Split('|')[column], CultureInfo.InvariantCulture)))];

    private static bool IsAmount(string name) => name is "Total Revenue" or "Average Order Value";

    private static string Shown(string name, decimal? value) => value is not { } known ? "-"
        : known.ToString(IsAmount(name) ? "N2" : name == "Total Orders" ? "N0" : "P1", CultureInfo.InvariantCulture);

    private static decimal? Number(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;

    private static string Text(JsonElement row, string column)
    {
        var (name, form) = (column.Split(':')[0], column.Split(':')[1]);
        return form.Length == 0 ? row.GetProperty(name).GetString()!
            : Number(row, name)?.ToString(form, CultureInfo.InvariantCulture) ?? "-";
    }
}
