using System.Text;
using System.Text.Json;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>The figures of one benchmark: medians over its rounds.</summary>
/// <param name="Carts">Carts of the shop.</param>
/// <param name="Seed">The shop's seed.</param>
/// <param name="Repeat">Number of rounds.</param>
/// <param name="Machine">What was measured on.</param>
/// <param name="Measurements">All measurements in the order they were made.</param>
/// <param name="Agree">True if bound and worker made the same events of the same worth.</param>
internal sealed record LoadReport(
    int Carts, long Seed, int Repeat, MachineFacts Machine, IReadOnlyList<Measurement> Measurements, bool Agree)
{
    public const string Bound = "bound";
    public const string FirstLoad = "first load";

    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private IEnumerable<CaseFigures> Cases => Measurements.GroupBy(measured => measured.Case).Select(group => new CaseFigures(
        group.Key,
        Median(group.Select(measured => measured.Seconds)),
        group.First().ExtractSeconds is null ? null : Median(group.Select(measured => measured.ExtractSeconds ?? 0)),
        Carts / Median(group.Select(measured => measured.Seconds)),
        MedianOf(Bound) / Median(group.Select(measured => measured.Seconds)),
        MedianOf(FirstLoad) / Median(group.Select(measured => measured.Seconds)),
        // Memory is not noise around a middle: the highest peak is the one that must fit.
        group.Max(measured => measured.PeakBytes) / 1e6));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(Machine.ToString());
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Carts:N0} carts, seed {Seed}, {(Repeat == 1 ? "one round" : $"medians of {Repeat} rounds, cases in turn; highest peaks")}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{"case",-26}{"s",9}{"extract s",11}{"carts/s",12}{"x bound",9}{"x first",9}{"peak MB",9}");
        foreach (var figures in Cases)
        {
            var extract = figures.ExtractSeconds is { } seconds ? seconds.ToString("0.00", CultureInfo.InvariantCulture) : "-";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{figures.Case,-26}{figures.Seconds,9:0.00}{extract,11}{figures.CartsPerSecond,12:N0}"
                    + $"{figures.TimesBound,9:0.00}{figures.TimesFirstLoad,9:0.00}{figures.PeakMegabytes,9:0}");
        }
        text.AppendLine();
        text.AppendLine("s: from the first connection to after COMMIT, the start of the process left out. x: carts a second, relative. "
            + "MB: 10^6 bytes resident.");
        text.Append(Agree ? "Bound and worker made the same events of the same worth." : "BOUND AND WORKER MADE DIFFERENT EVENTS.");
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new { Carts, Seed, Repeat, Machine, Agree, Cases, Measurements }, Style);

    private double MedianOf(string name) =>
        Median(Measurements.Where(measured => measured.Case == name).Select(measured => measured.Seconds));

    private sealed record CaseFigures(
        string Case, double Seconds, double? ExtractSeconds, double CartsPerSecond, double TimesBound, double TimesFirstLoad,
        double PeakMegabytes);
}
