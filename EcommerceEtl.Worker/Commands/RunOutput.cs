using System.Globalization;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Pipeline;
using Spectre.Console;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Prints a run's summary on standard output: a table on a terminal, plain aligned lines when piped.</summary>
internal static class RunOutput
{
    private static readonly (string Name, Func<EntityCounts, long> Value)[] Columns =
    [
        ("extracted", e => e.Extracted), ("duplicates", e => e.Duplicates), ("inserted", e => e.Inserted), ("updated", e => e.Updated),
        ("unchanged", e => e.Unchanged), ("removed", e => e.Removed), ("rejected", e => e.Rejected), ("unpriced", e => e.Unpriced), ("live", e => e.Live),
    ];

    /// <param name="run">The run.</param>
    /// <param name="headline">What it is called; null for the usual.</param>
    public static void Print(RunSummary run, string? headline = null)
    {
        Console.Out.WriteLine(headline ?? Headline(run));
        if (run.Error is { } error)
            Console.Out.WriteLine($"  {error.Message}");
        foreach (var remark in run.Remarks)
            Console.Out.WriteLine($"  {remark}");
        if (run.Entities.IsEmpty)
            return;
        if (Console.IsOutputRedirected)
            PrintPlain(run);
        else
            PrintTable(run);
    }

    public static object ForJson(RunSummary run) => new
    {
        run.Store,
        run.RunId,
        Trigger = SnakeCase.Of(run.Trigger),
        Outcome = SnakeCase.Of(run.Outcome),
        run.StartedAt,
        run.SnapshotTime,
        Seconds = Math.Round(run.Duration.TotalSeconds, 3),
        ExtractSeconds = Math.Round(run.Extract.TotalSeconds, 3),
        LoadSeconds = Math.Round(run.Load.TotalSeconds, 3),
        ErrorCode = run.Error is { } code ? SnakeCase.Of(code.Code) : null,
        Error = run.Error?.Message,
        Remarks = run.Remarks.ToArray(),
        Missing = run.Gaps.ToArray(),
        Entities = run.Entities.Select(e => new
        {
            Entity = SnakeCase.Of(e.Entity),
            e.Extracted,
            e.Duplicates,
            e.Inserted,
            e.Updated,
            e.Unchanged,
            e.Removed,
            e.Rejected,
            e.Unpriced,
            e.Live,
            e.Bytes,
            Drift = e.Drift.ToArray(),
        }),
    };

    private static string Headline(RunSummary run)
    {
        var outcome = run.Error is { } error && run.Outcome == RunOutcome.Failed
            ? $"failed ({SnakeCase.Of(error.Code)})"
            : run.Outcome == RunOutcome.Skipped ? "skipped: another run holds the store's lock" : SnakeCase.Of(run.Outcome);
        var number = run.RunId is { } id ? string.Create(CultureInfo.InvariantCulture, $"run {id} ") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Store}: {number}{outcome} in {run.Duration.TotalSeconds:0.0} s (extract {run.Extract.TotalSeconds:0.0} s, load {run.Load.TotalSeconds:0.0} s)");
    }

    private static void PrintPlain(RunSummary run)
    {
        Console.Out.WriteLine($"  {"entity",-10}{string.Concat(Columns.Select(column => $"{column.Name,12}"))}");
        foreach (var entity in run.Entities)
        {
            var values = string.Concat(Columns.Select(c => $"{c.Value(entity).ToString(CultureInfo.InvariantCulture),12}"));
            Console.Out.WriteLine($"  {SnakeCase.Of(entity.Entity),-10}{values}");
        }
    }

    private static void PrintTable(RunSummary run)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("entity");
        foreach (var (name, _) in Columns)
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var entity in run.Entities)
            table.AddRow([SnakeCase.Of(entity.Entity), .. Columns.Select(column => column.Value(entity).ToString("N0", CultureInfo.InvariantCulture))]);
        AnsiConsole.Write(table);
    }
}
