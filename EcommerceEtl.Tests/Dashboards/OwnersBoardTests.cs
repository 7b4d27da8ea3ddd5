using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>How the owner's board reads: the order of its panels, their descriptions, and how its figures are written.</summary>
internal sealed partial class OwnersBoardTests
{
    private static readonly string[] _order =
    [
        "Total Revenue", "Total Orders", "Average Order Value", "Conversion Rate", "Cart Abandonment", "Returning Customers", "Days Shown",
        "Today So Far", "How Revenue Comes About", "Daily Revenue Trend", "Average Order Value over Time",
        "Orders of New and Returning Customers", "Funnel", "Daily Conversion", "Revenue by Category", "Top Products by Revenue",
        "Revenue by City", "Orders by Weekday and Hour", "Monthly Cohorts", "Data coverage", "Data age", "Past Days That Changed",
    ];

    /// <summary>Panels whose definition is not enough, each with what somebody would take wrongly without a second sentence.</summary>
    private static readonly Dictionary<string, string> _twoSentences = new()
    {
        ["Today So Far"] = "that it shows today, whatever range is chosen",
        ["Data coverage"] = "that it shows all days, whatever range is chosen, and what a click does",
        ["Data age"] = "that it shows the age as of now, whatever range is chosen",
        ["Daily Revenue Trend"] = "what the marks are",
        ["Revenue by Category"] = "what a click does",
        ["Monthly Cohorts"] = "that a month which is not over looks worse than it will be",
    };

    [Test]
    public void Panels_come_in_the_order_in_which_an_owner_asks_in_the_file_and_on_the_screen()
    {
        var titles = Board.Funnel.Panels.Select(panel => Board.Text(panel["title"])).ToList();
        var seen = Board.Funnel.Panels.OrderBy(panel => (Cell(panel, "y"), Cell(panel, "x"))).Select(panel => Board.Text(panel["title"]));
        Assert.That(titles, Is.EqualTo(_order));
        Assert.That(seen, Is.EqualTo(_order));
        Assert.That(RowOf("Average Order Value over Time"), Is.EqualTo(RowOf("Daily Revenue Trend")), "beside it");

        static int RowOf(string title) => Cell(Board.Funnel.Panel(title), "y");
    }

    [Test]
    public void A_description_is_one_sentence_save_a_named_few_with_a_second() => Assert.Multiple(() =>
    {
        foreach (var panel in Board.Funnel.Panels)
        {
            var (title, description) = (Board.Text(panel["title"]), Board.Text(panel["description"]));
            Assert.That(SentenceEnd().Count(description), Is.EqualTo(_twoSentences.ContainsKey(title) ? 2 : 1), $"{title}: {description}");
            Assert.That(description, Does.EndWith("."), title);
        }
        Assert.That(_twoSentences.Keys, Is.SubsetOf(_order));
    });

    [Test]
    public async Task Money_has_two_decimals_a_share_and_a_time_one_and_a_count_none()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Dashboards", "columns.golden.txt"));
        var numbers = Board.Funnel.Panels.SelectMany(panel => Numbers(panel, lines)).ToList();
        Assert.That(numbers, Has.Count.GreaterThan(40));
        Assert.That(
            numbers.Where(each => each.Decimals != (each.Unit is "percentunit" or "s" ? 1 : IsMoney(each.Column) ? 2 : 0)), Is.Empty);
        Assert.That(
            numbers.Where(each => IsMoney(each.Column) && each.Unit == "locale"), Is.Empty, "it leaves out zeros at the end: 1,234.5");
    }

    // A row of the board stands above the panels that cannot say it themselves.
    [TestCase("USD", null, "(simulated)")]
    [TestCase("USD", "stated", null)]
    [TestCase("USD", "drawn", "(simulated)")]
    [TestCase("EUR", null, null)]
    public async Task Titles_of_rows_say_if_the_figures_below_are_simulated(string currency, string? store, string? says)
    {
        await using var board = await BoardReader.OpenFilledAsync("""
            INSERT INTO stores VALUES
              (1, 'drawn', 'FakeStore', 'a.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated', NULL, 'all'),
              (2, 'stated', 'WooCommerce', 'b.example', 'USD', 'UTC', 'none', 'derived', 'observed', NULL, 'checkouts'),
              (3, 'euros', 'WooCommerce', 'c.example', 'EUR', 'UTC', 'none', 'derived', 'observed', NULL, 'checkouts')
            """);
        var choice = BoardChoice.Range("2026-03-01 00:00", "2026-03-01 23:59") with
        {
            Currency = currency,
            Stores = store is null ? null : [store],
        };

        var answer = await board.AskAsync(choice.Expand(Board.Funnel.Queries.Single(query => query.Title == "simulated").Sql));

        Assert.That(answer.Texts.SingleOrDefault(), Is.EqualTo(says));
    }

    [TestCase("2026-03-02 03:00Z", "whole days")]
    [TestCase("2026-03-01 23:59Z", "today is not over yet")]
    [TestCase("2026-02-28 12:00Z", "today is not over yet, and later days are to come")]
    [TestCase("2026-02-27 12:00Z", "these days are yet to come")]
    public async Task It_says_which_of_the_days_are_not_over(string now, string note)
    {
        await using var board = await BoardReader.OpenFilledAsync("""
            INSERT INTO stores
            VALUES (1, 'shop', 'WooCommerce', 'b.example', 'EUR', 'UTC', 'none', 'derived', 'observed', NULL, 'checkouts')
            """);
        var choice = BoardChoice.Range("2026-02-28 00:00", "2026-03-01 23:59") with { Currency = "EUR" };

        var answer = await board.AskAsync(choice.Expand(Board.Funnel.Sql("Days Shown")).Replace("now()", $"'{now}'::timestamptz"));

        Assert.That(answer.Texts.Single(), Is.EqualTo($"shop|2026-02-28 to 2026-03-01|2|2026-02-26 to 2026-02-27|{note}"));
    }

    /// <summary>The columns of numbers that a panel shows, with their unit and decimals.</summary>
    /// <param name="lines">The golden file of columns and their types.</param>
    private static IEnumerable<(string Panel, string Column, string Unit, int? Decimals)> Numbers(JsonObject panel, string[] lines)
    {
        var title = Board.Text(panel["title"]);
        var defaults = panel["fieldConfig"]!["defaults"]!;
        var columns = lines.Single(line => line.StartsWith($"funnel: {title}: ", StringComparison.Ordinal));
        foreach (Match match in NumberColumn().Matches(columns))
        {
            var column = match.Groups["name"].Value;
            var own = Board.Objects(panel["fieldConfig"]!["overrides"])
                .Where(each => IsOf(Board.Text(each["matcher"]!["options"]), column))
                .SelectMany(each => Board.Objects(each["properties"])).ToLookup(each => Board.Text(each["id"]), each => each["value"]);
            yield return (
                title, column, Board.Text(own["unit"].LastOrDefault() ?? defaults["unit"]),
                (own["decimals"].LastOrDefault() ?? defaults["decimals"])?.GetValue<int>());
        }
    }

    private static bool IsMoney(string column) => column.Contains("$currency", StringComparison.Ordinal) || column == "Previous period";

    private static bool IsOf(string matcher, string column) => matcher == column
        || (matcher.StartsWith('/') && Regex.IsMatch(column.Replace("$currency", "EUR", StringComparison.Ordinal), matcher.Trim('/')));

    private static int Cell(JsonObject panel, string name) => panel["gridPos"]![name]!.GetValue<int>();

    [GeneratedRegex(@"[.!?](?=\s|$)")]
    private static partial Regex SentenceEnd();

    // The change of a card is a text beside it, and a link alone reads the two moments.
    [GeneratedRegex("(?<=[:,] )(?!vs previous|from_ms|to_ms)(?<name>[^:,]+) (?:numeric|int4|int8)(?=,|$)")]
    private static partial Regex NumberColumn();
}
