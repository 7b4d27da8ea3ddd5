using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>One sample: <c>name{label="value"} number</c>.</summary>
internal sealed record Sample(string Name, ImmutableSortedDictionary<string, string> Labels, double Value);

/// <summary>What <c>/metrics</c> says, read apart from the exporter that wrote it.</summary>
internal sealed partial class PrometheusText
{
    public PrometheusText(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal) && line.Split(' ', 4) is [_, _, var described, var help])
                Help[described] = help;
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal) && line.Split(' ') is [_, _, var typed, var type])
                Types[typed] = type;
            else if (!line.StartsWith('#') && SampleLine().Match(line) is { Success: true } match)
                Samples.Add(new Sample(
                    match.Groups["name"].Value,
                    LabelPair().Matches(match.Groups["labels"].Value)
                        .ToImmutableSortedDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value, StringComparer.Ordinal),
                    double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public Dictionary<string, string> Help { get; } = [];

    public Dictionary<string, string> Types { get; } = [];

    public List<Sample> Samples { get; } = [];

    /// <summary>The one sample with these labels among others; NaN if there is none.</summary>
    public double Value(string name, params (string Label, string Value)[] labels) =>
        Samples.SingleOrDefault(sample => sample.Name == name
            && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))?.Value ?? double.NaN;

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>[^ ]+)( \d+)?$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex LabelPair();
}
