using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What the SQL of the boards, their variables and their titles keep to, read from the files alone.</summary>
internal sealed partial class BoardSqlLintTests
{
    private const int Screen = 45;

    private static readonly string[] _functions =
    [
        "funnel_daily", "funnel_sales", "funnel_products", "funnel_buyers", "funnel_cities", "funnel_cohorts", "funnel_returning",
        "funnel_hours", "funnel_abandoned", "funnel_today",
    ];

    private static IEnumerable<BoardQuery> Queries => Board.All.SelectMany(board => board.Queries);

    private static IEnumerable<BoardQuery> PanelQueries => Board.All.SelectMany(board => board.PanelQueries);

    [TestCase("Total Revenue", "stat")]
    [TestCase("Total Orders", "stat")]
    [TestCase("Conversion Rate", "stat")]
    [TestCase("Average Order Value", "stat")]
    [TestCase("Daily Revenue Trend", "timeseries")]
    [TestCase("Revenue by Category", "barchart")]
    [TestCase("Top Products by Revenue", "table")]
    public void The_promised_panels_are_on_the_funnel_board(string title, string type) =>
        Assert.That(Board.Text(Board.Funnel.Panel(title)["type"]), Is.EqualTo(type));

    [TestCaseSource(nameof(Queries))]
    public void A_format_is_table_or_time_series(BoardQuery query) => Assert.That(query.Format, Is.AnyOf("table", "time_series"));

    [TestCaseSource(nameof(Queries))]
    public void A_query_fits_on_a_screen(BoardQuery query) => Assert.That(query.Sql.Split('\n'), Has.Length.LessThanOrEqualTo(Screen));

    [Test]
    public void Every_query_of_the_funnel_board_heeds_currency_and_store() => Assert.Multiple(() =>
    {
        foreach (var query in Board.Funnel.PanelQueries.Concat(Board.Funnel.Queries.Where(query => query.Kind == "annotation")))
            Assert.That(query.Sql, Does.Contain("'$currency'").And.Contain("$store"), query.Title);
    });

    [Test]
    public void Every_query_of_the_shops_figures_heeds_category_and_city() => Assert.Multiple(() =>
    {
        var figures = Board.Funnel.PanelQueries.Where(AsksForFigures).ToList();
        Assert.That(figures, Has.Count.GreaterThanOrEqualTo(18));
        foreach (var query in figures)
            Assert.That(query.Sql, Does.Contain("ARRAY[$category]::text[]").And.Contain("ARRAY[$city]::text[]"), query.Title);
    });

    // A chart cannot say it itself: the row that it stands under does.
    [Test]
    public void Figures_that_rest_on_simulated_steps_say_so() => Assert.Multiple(() =>
    {
        foreach (var query in Board.Funnel.PanelQueries.Where(AsksForFigures))
        {
            var top = Board.Funnel.Panel(query.Title)["gridPos"]!["y"]!.GetValue<int>();
            var row = Board.Funnel.Everything.Last(
                panel => Board.Text(panel["type"]) == "row" && panel["gridPos"]!["y"]!.GetValue<int>() < top);
            Assert.That(
                query.Sql.Contains("', simulated'", StringComparison.Ordinal)
                || Board.Text(row["title"]).EndsWith(" ${simulated}", StringComparison.Ordinal), query.Title);
        }
    });

    [Test]
    public void What_does_not_follow_the_time_range_is_a_named_few_and_says_so()
    {
        var still = Board.All
            .SelectMany(board => board.PanelQueries.Select(query => (board, query)))
            .Where(each => !each.query.Sql.Contains("$__time", StringComparison.Ordinal)).ToList();
        Assert.That(still.Select(each => each.query.Title), Is.EquivalentTo(RangeTests.Named));
        foreach (var (board, query) in still)
            Assert.That(Board.Text(board.Panel(query.Title)["description"]), Does.Contain("Does not follow the time range"), query.Title);
    }

    [Test]
    public void Choices_of_several_are_never_empty_and_are_read_anew_when_the_time_changes() => Assert.Multiple(() =>
    {
        var several = Board.All.SelectMany(board => board.Variables).Where(variable => variable["multi"]!.GetValue<bool>()).ToList();
        Assert.That(several.Select(variable => Board.Text(variable["name"])), Is.EqualTo(new[] { "store", "category", "city", "store" }));
        foreach (var variable in several)
        {
            Assert.That(variable["includeAll"]!.GetValue<bool>(), Is.True);
            Assert.That(Board.Text(variable["allValue"]), Is.EqualTo("'__all__'"), "with the quotes: it is taken as it stands");
            Assert.That(variable["refresh"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(Board.Text(variable["current"]!["value"]), Is.EqualTo("$__all"));
        }
    });

    [Test]
    public void Currency_is_a_single_choice_that_limits_the_stores()
    {
        var currency = Variable("currency");
        Assert.Multiple(() =>
        {
            Assert.That(currency["multi"]!.GetValue<bool>(), Is.False);
            Assert.That(currency["includeAll"]!.GetValue<bool>(), Is.False);
            Assert.That(Board.Text(Variable("store")["query"]), Does.Contain("currency = '$currency'"));
            Assert.That(Board.Funnel.Variables.Select(variable => Board.Text(variable["name"])).First(), Is.EqualTo("currency"),
                "the others ask for it");
        });
    }

    [Test]
    public void Amounts_name_their_currency() => Assert.Multiple(() =>
    {
        foreach (var query in PanelQueries.Where(
            query => query.Board == "funnel" && query.Sql.Contains("AS \"Revenue", StringComparison.Ordinal)))
            Assert.That(query.Sql, Does.Contain("AS \"Revenue $currency\""), query.Title);
    });

    // What is over the limit is not drawn: that must be the oldest, and never what is going on now.
    [TestCaseSource(nameof(Queries))]
    public void A_limit_of_rows_with_times_keeps_the_newest(BoardQuery query)
    {
        var order = LimitedOrder().Match(query.Sql).Groups["keys"].Value;
        if (TimeKey().IsMatch(order))
            Assert.That(order.Split(',')[0], Does.EndWith(" DESC"));
    }

    private static bool AsksForFigures(BoardQuery query) =>
        _functions.Any(function => query.Sql.Contains($"{function}(", StringComparison.Ordinal));

    [GeneratedRegex(@"ORDER BY (?<keys>[^\n]+)\s+LIMIT")]
    private static partial Regex LimitedOrder();

    [GeneratedRegex(@"^(r\.(started|finished)_at|r\.run_id|t\.day|time)\b")]
    private static partial Regex TimeKey();

    private static JsonObject Variable(string name) => Board.Funnel.Variables.Single(variable => Board.Text(variable["name"]) == name);
}
