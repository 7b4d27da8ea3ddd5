using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Scheduling;

namespace EcommerceEtl.Worker.Web;

/// <summary>What the ledger says of the pipeline, as read for the page.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Runs">The last ones, the latest first.</param>
internal sealed record PipelineFacts(DateTimeOffset At, ImmutableArray<StoreFreshness> Stores, ImmutableArray<LedgerRun> Runs)
{
    /// <summary>What of the orders of each store differs from what the shop states.</summary>
    public ImmutableArray<OrdersLeftOut> Orders { get; init; } = [];

    /// <summary>The longest time between two carts of the last 28 days, of the stores whose newest cart is not of the last hours.</summary>
    public ImmutableDictionary<string, TimeSpan> LongestGaps { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Free space of the landing zone's disk, bytes; null where it cannot be told.</summary>
    public long? LandingFree { get; init; }
}

/// <summary>The pane on the pipeline: whether the figures are being renewed.</summary>
/// <param name="At">As of when; UTC.</param>
/// <param name="Quarantine">Records that were rejected, by store and entity; no rows if there are none.</param>
/// <param name="Reasons">Why an alert would fire; none if all is well.</param>
public sealed record PipelineView(
    string At, FigureTable Stores, FigureTable Runs, FigureTable Quarantine, ImmutableArray<ReasonView> Reasons)
{
    /// <summary>As many of the last runs are shown.</summary>
    internal const int ShownRuns = 10;

    /// <param name="configured">The stores of this worker's settings, which may be in no warehouse yet.</param>
    internal static PipelineView Of(
        PipelineFacts facts, IReadOnlyCollection<StoreOptions> configured, IReadOnlyCollection<ReportStore> coverage)
    {
        var stores = StoreFreshness.WithNeverRun(facts.Stores, configured.Select(store => store.Name));
        var due = DueTimes.Next(configured, facts.At);
        return new PipelineView(
            facts.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            StatusTables.Stores(stores, due, facts.At.UtcDateTime), RunsOf(facts), QuarantineOf(stores),
            [.. AlertReason.Of(configured, stores, facts, coverage)
                .Select(reason => new ReasonView(reason.Alert, reason.Says))]);
    }

    private static FigureTable RunsOf(PipelineFacts facts) => new(
        [
            new("run"), new("store", ColumnForm.Text), new("started", ColumnForm.Word), new("took"), new("trigger", ColumnForm.Word),
            new("outcome", ColumnForm.Word), new("reason", ColumnForm.Text),
        ],
        [.. facts.Runs.Take(ShownRuns).Select(run => ImmutableArray.Create(
            run.RunId.ToString(CultureInfo.InvariantCulture), run.Store, run.StartedAt.ToString("u", CultureInfo.InvariantCulture),
            run.FinishedAt is { } ended ? string.Create(CultureInfo.InvariantCulture, $"{(ended - run.StartedAt).TotalSeconds:0.0} s") : "",
            run.Trigger, run.Outcome, run.ErrorCode is null ? run.Error ?? "" : $"{run.ErrorCode}: {run.Error}"))]);

    private static FigureTable QuarantineOf(IEnumerable<StoreFreshness> stores) => new(
        [new("store", ColumnForm.Text), new("entity", ColumnForm.Word), new("records")],
        [.. from store in stores
            from entity in store.Quarantined
            where entity.Value > 0
            orderby entity.Key
            select ImmutableArray.Create(store.Store, SnakeCase.Of(entity.Key), FigureText.Count(entity.Value))]);
}

/// <summary>Why an alert would fire.</summary>
/// <param name="Alert">The alert's name.</param>
/// <param name="Says">The reason, a sentence.</param>
public sealed record ReasonView(string Alert, string Says);
