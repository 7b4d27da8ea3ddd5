using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Prints a run's summary on standard output.</summary>
internal static class RunOutput
{
    /// <summary>The columns in their order, with their rank where there is no room for all.</summary>
    private static readonly (string Name, int Rank, Func<EntityCounts, long> Value)[] Columns =
    [
        ("extracted", 6, e => e.Extracted), ("duplicates", 9, e => e.Duplicates), ("inserted", 4, e => e.Inserted),
        ("updated", 5, e => e.Updated), ("unchanged", 7, e => e.Unchanged), ("removed", 3, e => e.Removed),
        ("rejected", 2, e => e.Rejected), ("unpriced", 8, e => e.Unpriced), ("live", 1, e => e.Live),
    ];

    /// <param name="headline">What it is called; null for the usual.</param>
    public static void Print(RunSummary run, string? headline = null)
    {
        var page = Page.Out;
        page.Line(headline ?? Headline(run));
        if (run.Error is { } error)
            page.Line($"  {error.Message}");
        foreach (var remark in run.Remarks)
            page.Line($"  {remark}");
        if (!run.Entities.IsEmpty)
            page.Write(Table(run));
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
        ExtractSeconds = Math.Round(run.Times.Extract.TotalSeconds, 3),
        LoadSeconds = Math.Round(run.Times.Load.TotalSeconds, 3),
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
            e.Skipped,
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
            $"{run.Store}: {number}{outcome} in {run.Duration.TotalSeconds:0.0} s (extract {run.Times.Extract.TotalSeconds:0.0} s, load "
                + $"{run.Times.Load.TotalSeconds:0.0} s)");
    }

    private static TextTable Table(RunSummary run)
    {
        var table = new TextTable([
            new("entity", ColumnForm.Word), .. Columns.Select(column => new TextColumn(column.Name, Rank: column.Rank))]);
        foreach (var entity in run.Entities)
            table.Add([SnakeCase.Of(entity.Entity),
                .. Columns.Select(column => column.Value(entity).ToString("N0", CultureInfo.InvariantCulture))]);
        return table;
    }
}
