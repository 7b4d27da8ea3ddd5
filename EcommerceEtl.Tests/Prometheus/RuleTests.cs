using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Dashboards;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>The rules for Prometheus: well formed, tested one by one, about metrics that exist, and each explained in the
/// runbook.</summary>
internal sealed partial class RuleTests
{
    private static readonly string[] _alerts =
    [
        "EtlDataStale", "EtlLandingNearlyFull", "EtlMetricsAbsent", "EtlNeverSucceeded", "EtlNoNewCarts", "EtlOrderDifference",
        "EtlReconciliationMismatch", "EtlRejectRatioHigh", "EtlRunStuck", "EtlRunsFailing", "EtlScheduleOverdue",
        "EtlSourceCountDiffers", "EtlStoreNotConfigured", "EtlUnpricedLines", "EtlWorkerDown",
    ];

    private static string Runbook => File.ReadAllText(Path.Combine(Repository.Root, "docs/runbook.md"));

    [TestCase("check", "config", "prometheus.yml")]
    [TestCase("check", "rules", "--lint=all", "--lint-fatal", "rules/recording.yml", "rules/alerts.yml")]
    public async Task Prometheus_own_checker_finds_no_fault(params string[] arguments)
    {
        var exit = await PromTool.RunAsync(arguments);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }

    [Test]
    public async Task The_rules_do_what_their_unit_tests_say()
    {
        var files = Repository.Files(".yml")
            .Where(file => file.StartsWith("prometheus/tests/", StringComparison.Ordinal))
            .Select(file => "tests/" + Path.GetFileName(file));
        var exit = await PromTool.RunAsync(["test", "rules", .. files]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }

    [Test]
    public void These_alerts_exist() =>
        Assert.That(Rules.Alerts.Select(alert => alert.Name).Order(StringComparer.Ordinal), Is.EqualTo(_alerts));

    [TestCaseSource(nameof(_alerts))]
    public void An_alert_says_what_is_wrong_and_where_to_read_on(string name)
    {
        var alert = Rules.Alerts.Single(alert => alert.Name == name);
        Assert.That(alert.Labels["severity"], Is.AnyOf("critical", "warning"));
        Assert.That(alert.Annotations["summary"], Does.EndWith("."));
        Assert.That(alert.Annotations["description"], Does.EndWith("."));
        Assert.That(alert.Annotations["runbook_url"], Is.EqualTo($"{{{{ $externalLabels.runbook }}}}#{name.ToLowerInvariant()}"));
        var section = Section(name).Match(Runbook);
        Assert.That(section.Success, $"docs/runbook.md has no heading {name}");
        foreach (var part in new[] { "**Means**", "**Check**", "**Do**" })
            Assert.That(section.Value, Does.Contain(part));
    }

    // Prometheus keeps no summary with an alert that fires: the board has one of its own for each.
    [TestCaseSource(nameof(_alerts))]
    public void The_pipeline_board_says_in_words_what_an_alert_means(string name)
    {
        var panel = Board.All.Single(board => board.Name == "pipeline").Panel("Alerts That Fire");
        var words = Board.Objects(panel["fieldConfig"]!["overrides"]).Single(
            each => Board.Text(each["matcher"]!["options"]) == "What it means")["properties"]![0]!["value"]![0]!["options"]!;
        Assert.That(Board.Text(words[name]?["text"]), Does.EndWith("."));
    }

    [TestCaseSource(nameof(_alerts))]
    public void An_alert_is_tested_to_fire_not_a_minute_before_and_to_resolve_with_one_worker_and_with_two(string name)
    {
        foreach (var two in new[] { false, true })
        {
            var tests = Rules.Tests.Where(test => test.Workers == 2 == two)
                .Select(test => test.Looks.Where(look => look.Alert == name).OrderBy(look => look.At).ToList()).ToList();
            Assert.That(tests.Exists(BeginsToTheMinute),
                $"with {(two ? "two workers" : "one worker")} silent, and a minute later it fires");
            Assert.That(tests.Exists(Resolves), $"with {(two ? "two workers" : "one worker")} it fires, and later is silent");
        }

        static bool BeginsToTheMinute(List<AlertLook> looks) => looks.Zip(looks.Skip(1))
            .Any(pair => !pair.First.Fires && pair.Second.Fires && pair.Second.At - pair.First.At <= TimeSpan.FromMinutes(1));

        static bool Resolves(List<AlertLook> looks) => looks.Zip(looks.Skip(1)).Any(pair => pair.First.Fires && !pair.Second.Fires);
    }

    [Test]
    public void Rules_their_tests_and_the_runbook_speak_of_metrics_that_exist()
    {
        string[] known = [.. WorkerMetrics.Names, .. Rules.Recordings.Select(rule => rule.Name)];
        Assert.That(WorkerMetrics.Names, Has.Count.GreaterThan(20));
        Assert.Multiple(() =>
        {
            foreach (var rule in Rules.Alerts.Concat(Rules.Recordings))
                Assert.That(Metrics(rule.Expression), Is.SubsetOf(known), rule.Name);
            foreach (var series in Rules.Tests.SelectMany(test => test.Series).Distinct())
                Assert.That(Metrics(series), Is.SubsetOf(known), series);
            Assert.That(Metrics(Runbook), Is.SubsetOf(known), "docs/runbook.md");
        });
    }

    [Test]
    public void No_rule_names_a_bucket_bound() =>
        Assert.That(Rules.Alerts.Concat(Rules.Recordings).Where(rule => BucketBound().IsMatch(rule.Expression)), Is.Empty,
            "2.5 may be written 2.5 or 2.50");

    private static IEnumerable<string> Metrics(string text) => MetricName().Matches(text).Select(match => match.Value).Distinct();

    private static Regex Section(string heading) => new($@"^## {heading}\n(?:(?!## ).*\n)+", RegexOptions.Multiline);

    [GeneratedRegex(@"(?<![\w/])(?:\w+:)?etl_\w+(?::\w+)?")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\ble\s*(=|!)")]
    private static partial Regex BucketBound();
}
