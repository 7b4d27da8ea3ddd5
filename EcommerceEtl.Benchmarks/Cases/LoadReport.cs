using System.Text;
using System.Text.Json;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>The figures of one benchmark: medians over its rounds.</summary>
/// <param name="Carts">Carts of the shop.</param>
/// <param name="Seed">The shop's seed.</param>
/// <param name="Repeat">Number of rounds.</param>
/// <param name="Worker">Which worker was measured.</param>
/// <param name="Machine">What was measured on.</param>
/// <param name="Measurements">All measurements in the order they were made.</param>
/// <param name="Agree">True if bound and worker made the same events of the same worth.</param>
internal sealed record LoadReport(
    int Carts, long Seed, int Repeat, string Worker, MachineFacts Machine, IReadOnlyList<Measurement> Measurements, bool Agree)
{
    public const string Bound = "bound";
    public const string FirstLoad = "first load";
    public const string NothingChanged = "re-run, nothing changed";
    public const string OneChanged = "re-run, one cart changed";
    public const string OneInserted = "re-run, one inserted in front";
    public const string PercentChanged = "re-run, 1 % changed";
    public const string PercentOfEndChanged = "re-run, 1 % at the end";

    /// <summary>Least speed of a first load, as a share of the bound's.</summary>
    private const double LeastOfBound = 0.55;

    /// <summary>Most megabytes that a run of any size may take.</summary>
    private const double MostMegabytes = 150;

    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>What the load is meant to reach, and whether it does.</summary>
    public IReadOnlyCollection<Goal> Goals =>
    [
        new("first load against the bound", MedianOf(Bound) / MedianOf(FirstLoad), LeastOfBound, AtLeast: true, "x"),
        new("nothing changed against a first load", SpeedOf(NothingChanged), 8, AtLeast: true, "x"),
        new("one cart changed against a first load", SpeedOf(OneChanged), 6, AtLeast: true, "x"),
        new("one inserted in front against a first load", SpeedOf(OneInserted), 6, AtLeast: true, "x"),
        new("1 % changed, spread: time of a first load", 1 / SpeedOf(PercentChanged), 0.7, AtLeast: false, "x"),
        new("1 % changed at the end: time of a first load", 1 / SpeedOf(PercentOfEndChanged), 0.2, AtLeast: false, "x"),
        .. Cases.Where(figures => figures.ExtractSeconds is not null).Select(figures =>
            new Goal($"peak memory, {figures.Case}", figures.PeakMegabytes, MostMegabytes, AtLeast: false, "MB")),
    ];

    /// <summary>Carts a second of the first load.</summary>
    public double FirstLoadSpeed => Carts / MedianOf(FirstLoad);

    private IEnumerable<CaseFigures> Cases => Measurements.GroupBy(measured => measured.Case).Select(group => new CaseFigures(
        group.Key,
        Median(group.Select(measured => measured.Seconds)),
        group.First().ExtractSeconds is null ? null : Median(group.Select(measured => measured.ExtractSeconds ?? 0)),
        Carts * group.First().Share / Median(group.Select(measured => measured.Seconds)),
        group.First().Share * MedianOf(Bound) / Median(group.Select(measured => measured.Seconds)),
        group.First().Share * MedianOf(FirstLoad) / Median(group.Select(measured => measured.Seconds)),
        group.First().RowsRead, group.First().ChunksWritten,
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
            $"{Carts:N0} carts, seed {Seed}; {Worker}, {(Repeat == 1 ? "one round" : $"medians of {Repeat} rounds; highest peaks")}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{"case",-34}{"s",9}{"extract s",11}{"carts/s",12}{"x bound",9}{"x first",9}{"rows read",12}{"chunks",8}"
            + $"{"peak MB",9}");
        foreach (var figures in Cases)
        {
            var extract = figures.ExtractSeconds is { } seconds ? seconds.ToString("0.00", CultureInfo.InvariantCulture) : "-";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{figures.Case,-34}{figures.Seconds,9:0.00}{extract,11}{figures.CartsPerSecond,12:N0}"
                    + $"{figures.TimesBound,9:0.00}{figures.TimesFirstLoad,9:0.00}"
                    + $"{Number(figures.RowsRead),12}{Number(figures.ChunksWritten),8}{figures.PeakMegabytes,9:0}");
        }
        text.AppendLine();
        text.AppendLine(Goal.Table(Goals));
        text.AppendLine("The goals are stated for 1,000,000 carts: what does not grow with the shop weighs more in a small one.");
        text.AppendLine("Those of re-runs were set beside a first load that just reaches its own goal; a faster one does not raise them.");
        text.AppendLine();
        text.AppendLine("s: from the first connection to after COMMIT, the start of the process left out. x: carts a second, relative. "
            + "rows read: of carts and lines in the warehouse, chunks: files landed, both in the first round. MB: 10^6 bytes resident.");
        text.Append(Agree ? "Bound and worker made the same events of the same worth." : "BOUND AND WORKER MADE DIFFERENT EVENTS.");
        return text.ToString();
    }

    /// <summary>The goal that carts of a large shop cost what those of a small one cost.</summary>
    /// <param name="reports">In order of size, two at least.</param>
    public static Goal CostOfSize(IReadOnlyList<LoadReport> reports) => new(
        string.Create(CultureInfo.InvariantCulture, $"carts/s of {reports[^1].Carts:N0} against {reports[0].Carts:N0}"),
        reports[^1].FirstLoadSpeed / reports[0].FirstLoadSpeed, 0.9, AtLeast: true, "x");

    public string ToJson() =>
        JsonSerializer.Serialize(new { Carts, Seed, Repeat, Worker, Machine, Agree, Cases, Goals, Measurements }, Style);

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>How many times as many carts a second a re-run takes as the first load, or as one that just reaches its own goal where the
    /// first load was faster.</summary>
    private double SpeedOf(string rerun) => Math.Max(MedianOf(FirstLoad), MedianOf(Bound) / LeastOfBound) / MedianOf(rerun);

    private double MedianOf(string name) =>
        Median(Measurements.Where(measured => measured.Case == name).Select(measured => measured.Seconds));

    private sealed record CaseFigures(
        string Case, double Seconds, double? ExtractSeconds, double CartsPerSecond, double TimesBound, double TimesFirstLoad,
        long? RowsRead, int? ChunksWritten, double PeakMegabytes);
}
