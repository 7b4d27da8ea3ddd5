using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Expands PromQL as Grafana and its Prometheus datasource do: the board's variables as regular expressions, the intervals and
/// the range.</summary>
/// <param name="Range">Length of the time range.</param>
/// <param name="Step">Distance of the points of a chart.</param>
/// <param name="ScrapeInterval">What the datasource says of how often Prometheus scrapes.</param>
internal sealed partial record GrafanaExpression(TimeSpan Range, TimeSpan Step, TimeSpan ScrapeInterval)
{
    /// <summary>What stands in place of the board's variables, by name.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>A step more than the scrapes are apart, and at least four of these: enough for two samples whatever is missed.</summary>
    private TimeSpan RateInterval => Step + ScrapeInterval > 4 * ScrapeInterval ? Step + ScrapeInterval : 4 * ScrapeInterval;

    /// <summary>Values of a variable in a pattern: one as it is, several as alternatives, what has a meaning in patterns escaped.</summary>
    public static string Values(params string[] values) =>
        values.Length == 1 ? Escaped(values[0]) : $"({string.Join('|', values.Select(Escaped))})";

    /// <summary>The PromQL that Prometheus gets.</summary>
    /// <exception cref="FormatException">A variable is not known.</exception>
    public string Expand(string expression) => Name().Replace(expression, match => match.Groups["name"].Value switch
    {
        "__rate_interval" => Seconds(RateInterval),
        "__interval" => Seconds(Step),
        "__interval_ms" => Number(Step.TotalMilliseconds),
        "__range" => Seconds(Range),
        "__range_s" => Number(Range.TotalSeconds),
        "__range_ms" => Number(Range.TotalMilliseconds),
        var name => Variables.TryGetValue(name, out var text) ? text : throw new FormatException($"unknown variable ${name}"),
    });

    // The pattern stands in a PromQL string, where a backslash escapes once more.
    private static string Escaped(string value) => Meaning().Replace(value, @"\\$0");

    private static string Seconds(TimeSpan span) =>
        span.TotalSeconds % 1 == 0 ? $"{Number(span.TotalSeconds)}s" : $"{Number(span.TotalMilliseconds)}ms";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)\}")]
    private static partial Regex Name();

    [GeneratedRegex(@"[$^*{}\[\]+?.()|\\]")]
    private static partial Regex Meaning();
}
