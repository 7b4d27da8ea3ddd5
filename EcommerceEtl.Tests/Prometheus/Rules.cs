using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>A recording or alert rule.</summary>
/// <param name="For">How long an alert's expression holds before it fires.</param>
internal sealed record Rule(
    string Name, string Expression, TimeSpan For, IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations);

/// <summary>A look of a test at an alert: when, and whether it should fire then.</summary>
internal sealed record AlertLook(string Alert, TimeSpan At, bool Fires);

/// <summary>A test of rules: its series and its looks at alerts.</summary>
internal sealed record RuleTest(string[] Series, AlertLook[] Looks)
{
    /// <summary>How many workers its series come from.</summary>
    public int Workers => Series.SelectMany(series => series.Split(',', '{', '}')).Select(label => label.Trim())
        .Where(label => label.StartsWith("instance=", StringComparison.Ordinal) && !label.Contains("localhost")).Distinct().Count();
}

/// <summary>The files below <c>prometheus</c>.</summary>
internal static class Rules
{
    /// <summary>All alert rules.</summary>
    public static IReadOnlyList<Rule> Alerts { get; } = Read("alert");

    /// <summary>All recording rules.</summary>
    public static IReadOnlyList<Rule> Recordings { get; } = Read("record");

    /// <summary>All unit tests.</summary>
    public static IReadOnlyList<RuleTest> Tests { get; } =
    [
        .. from document in Documents("prometheus/tests/")
           from test in Items(document, "tests")
           select new RuleTest(
               [.. Items(test, "input_series").Select(series => Text(series, "series"))],
               [.. Items(test, "alert_rule_test").Select(Look)]),
    ];

    private static AlertLook Look(YamlMappingNode alert) =>
        new(Text(alert, "alertname"), Duration(Text(alert, "eval_time")), Items(alert, "exp_alerts").Any());

    /// <summary>Prometheus' way to write a duration: <c>1h2m30s</c>.</summary>
    private static TimeSpan Duration(string text) => Regex.Matches(text, "([0-9]+)([hms])")
        .Select(part => (int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture), Unit: part.Groups[2].Value))
        .Aggregate(TimeSpan.Zero, (sum, part) => sum
        + part.Item1 * TimeSpan.FromSeconds(part.Unit switch { "h" => 3600, "m" => 60, _ => 1 }));

    private static Rule[] Read(string kind) =>
    [
        .. from document in Documents("prometheus/rules/")
           from rule in Items(document, "groups").SelectMany(rules => Items(rules, "rules"))
           where rule.Children.ContainsKey(kind)
           select new Rule(Text(rule, kind), Text(rule, "expr"), Duration(rule.Children.ContainsKey("for") ? Text(rule, "for") : ""),
               Texts(rule, "labels"), Texts(rule, "annotations")),
    ];

    private static IEnumerable<YamlMappingNode> Documents(string folder) =>
        from file in Repository.Files(".yml")
        where file.StartsWith(folder, StringComparison.Ordinal)
        select Document(file);

    private static YamlMappingNode Document(string file)
    {
        using var reader = new StreamReader(Path.Combine(Repository.Root, file));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var list) ? ((YamlSequenceNode)list).Children.Cast<YamlMappingNode>() : [];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static Dictionary<string, string> Texts(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var texts)
        ? ((YamlMappingNode)texts).Children.ToDictionary(
        pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!)
        : [];
}
