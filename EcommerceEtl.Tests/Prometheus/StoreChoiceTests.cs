using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Dashboards;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>The store that is chosen at the top of the pipeline board, in its panels that ask Prometheus.</summary>
internal sealed partial class StoreChoiceTests
{
    private const string Without = "Does not follow the store chosen above";

    /// <summary>The names of a label that say something else in a regular expression, in PromQL or in SQL.</summary>
    private static readonly string[] _stores =
        ["shop", "shop2", "s.op", "it's", "a|b", "say \"hi\"", @"back\slash", "Zoë [new] (x)^$*+?{}"];

    private static readonly BoardChoice _all = BoardChoice.Range("2026-01-01 00:00", "2026-01-31 23:59");

    private static readonly Board _board = Board.All.Single(board => board.Name == "pipeline");

    private static IEnumerable<BoardExpression> Expressions => BoardExpression.All.Where(expression => expression.Board == _board);

    [Test]
    public void Every_metric_of_a_store_is_asked_for_of_the_chosen_stores_and_alerts_of_no_store_too() => Assert.Multiple(() =>
    {
        foreach (var expression in Expressions)
            foreach (Match metric in OfAStore().Matches(expression.Text))
                Assert.That(
                    metric.Groups["matchers"].Value,
                    Does.Contain(metric.Value.StartsWith("ALERTS", StringComparison.Ordinal)
                        ? "store=~\"|$store_regex\"" : "store=~\"$store_regex\""),
                    $"{expression}: {metric.Value}");
    });

    [Test]
    public void A_panel_that_no_choice_of_stores_changes_says_so()
    {
        var without = _board.Panels
            .Where(panel => !panel["targets"]!.ToJsonString().Contains("$store", StringComparison.Ordinal))
            .ToList();
        Assert.That(without.Select(panel => Board.Text(panel["title"])), Is.EquivalentTo(new[]
        {
            "Workers Up", "Source Latency", "Source Errors", "Tables", "Memory", "CPU and Garbage Collection",
            "Free Disk of the Landing Zone",
        }));
        Assert.That(
            _board.Panels.Where(panel => Board.Text(panel["description"]).Contains(Without, StringComparison.Ordinal)),
            Is.EquivalentTo(without));
    }

    // It follows the variable store alone: an address that keeps an older answer would win over it.
    [Test]
    public void Nobody_sees_the_choice_in_the_form_that_Prometheus_takes()
    {
        var variable = _board.Variables.Single(each => Board.Text(each["name"]) == BoardExpression.StoreVariable);
        Assert.Multiple(() =>
        {
            Assert.That(variable["hide"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(variable["skipUrlSync"]!.GetValue<bool>(), Is.True);
            Assert.That(
                Board.Text(variable["current"]!["value"]), Is.EqualTo(".*"), "what holds while the warehouse does not answer");
            Assert.That(
                variable["multi"]!.GetValue<bool>() || variable["includeAll"]!.GetValue<bool>(), Is.False, "Grafana would escape it");
            Assert.That(Board.Text(variable["definition"]), Is.EqualTo(Board.Text(variable["query"])));
        });
    }

    [Test]
    public async Task Prometheus_shows_the_chosen_stores_whatever_they_are_called_and_all_if_none_is_chosen()
    {
        await using var reader = await BoardReader.OpenFilledAsync("SELECT");
        string[]?[] choices = [null, .. _stores.Select(store => new[] { store }), ["shop", "it's", "a|b"], _stores];
        var sql = _board.Queries.Single(query => query.Kind == "variable" && query.Title == BoardExpression.StoreVariable).Sql;
        var expression = Expressions.Single(each => each.Title == "Landing Zone Size");
        List<string> tests = [];
        foreach (var choice in choices)
        {
            var regex = (string)(await reader.AskAsync((_all with { Stores = choice }).Expand(sql))).Rows.Single().Single()!;
            Assert.That(regex, Does.Not.Contain("'").And.Not.Contain("\""));
            var samples = (choice ?? _stores).Select(store => $"{{ labels: {Yaml(Series("", store))}, value: 7 }}");
            tests.Add($"""
                      - expr: {Yaml(expression.Expand(regex))}
                        eval_time: 1m
                        exp_samples: [{string.Join(", ", samples)}]
                """);
        }
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "choices.yml");
        await File.WriteAllTextAsync(file, $"""
            tests:
              - interval: 1m
                input_series:
            {string.Join('\n', _stores.Select(store => $"      - {{ series: {Yaml(Series("etl_landing_bytes", store))}, values: 7x1 }}"))}
                promql_expr_test:
            {string.Join('\n', tests)}
            """);

        var exit = await PromTool.RunAsync("test", "rules", file);

        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }

    private static string Series(string metric, string store) =>
        $$"""{{metric}}{store="{{Escape().Replace(store, @"\$0")}}"}""";

    [GeneratedRegex("[\"\\\\]")]
    private static partial Regex Escape();

    private static string Yaml(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // The disk's free space is of the worker, not of a store.
    [GeneratedRegex(@"\b(?:(?:\w+:)?etl_(?!landing_free)\w+(?::\w+)?|ALERTS\w*)(?:\{(?<matchers>[^}]*)\})?")]
    private static partial Regex OfAStore();
}
