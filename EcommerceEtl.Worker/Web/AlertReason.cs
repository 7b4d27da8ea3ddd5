using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Scheduling;

namespace EcommerceEtl.Worker.Web;

/// <summary>Something that the ledger, the warehouse or the disk tells and an alert is about (<c>prometheus/rules/alerts.yml</c>), for
/// those who have no Prometheus. An alert waits until its reason has lasted for some time, so that it may not fire yet.</summary>
/// <param name="Alert">The alert's name, under which <c>docs/runbook.md</c> says what to do.</param>
/// <param name="Says">The reason, a sentence.</param>
internal sealed record AlertReason(string Alert, string Says)
{
    /// <summary>As many of the last runs are looked at.</summary>
    public const int Runs = 2000;

    private const string LandingNearlyFull = "EtlLandingNearlyFull";

    // What the alerts of the same names fire at; a test compares them.
    internal const int ManyFailures = 3;
    internal const decimal ManyRejects = 0.05m;
    internal const decimal LargeDifference = 1;
    internal const double LongAsUsual = 1.5;
    internal const long LittleSpace = 1024 * 1024 * 1024;
    internal static readonly TimeSpan FailuresWithin = TimeSpan.FromHours(6);
    internal static readonly TimeSpan Late = TimeSpan.FromMinutes(20);
    internal static readonly TimeSpan Overdue = TimeSpan.FromSeconds(300);
    internal static readonly TimeSpan Stuck = TimeSpan.FromMinutes(30);
    internal static readonly TimeSpan Quiet = TimeSpan.FromHours(3);
    internal static readonly TimeSpan Usual = TimeSpan.FromDays(28);
    internal static readonly TimeSpan Known = TimeSpan.FromDays(7);

    /// <summary>What was run by hand, in a process of its own, does not count.</summary>
    private static readonly string[] ByHand =
        [SnakeCase.Of(RunTrigger.Manual), SnakeCase.Of(RunTrigger.Replay), SnakeCase.Of(RunTrigger.Backfill)];

    private static readonly (string Alert, Func<StoreState, IEnumerable<string>> Says)[] Checks =
    [
        ("EtlStoreNotConfigured", OfSettings), ("EtlNeverSucceeded", OfNoSuccess), ("EtlDataStale", OfAge),
        ("EtlScheduleOverdue", OfSchedule), ("EtlRunsFailing", OfFailures), ("EtlRunStuck", OfLongRuns),
        ("EtlReconciliationMismatch", OfReconciliation), ("EtlSourceCountDiffers", OfCounts), ("EtlOrderDifference", OfOrders),
        ("EtlUnpricedLines", OfPrices), ("EtlRejectRatioHigh", OfRejects), ("EtlNoNewCarts", OfNewestCart),
    ];

    /// <summary>The alerts whose reasons are told.</summary>
    public static ImmutableArray<string> Told { get; } = [.. Checks.Select(check => check.Alert), LandingNearlyFull];

    /// <summary>The others: that a worker does not answer cannot be told by the worker.</summary>
    public static ImmutableArray<string> OfPrometheusAlone { get; } = ["EtlWorkerDown", "EtlMetricsAbsent"];

    /// <summary>The reasons, by store.</summary>
    /// <param name="configured">The stores of this worker's settings.</param>
    /// <param name="stores">Those of the warehouse and of the settings.</param>
    public static IEnumerable<AlertReason> Of(
        IReadOnlyCollection<StoreOptions> configured, IEnumerable<StoreFreshness> stores, PipelineFacts facts,
        IReadOnlyCollection<ReportStore> coverage)
    {
        var reasons =
            from store in stores
            let state = new StoreState(
                store, configured.FirstOrDefault(one => one.Name == store.Store),
                [.. facts.Runs.Where(run => run.Store == store.Store)], coverage.FirstOrDefault(one => one.Store == store.Store),
                facts.Orders.FirstOrDefault(one => one.Store == store.Store)?.Difference ?? 0,
                facts.LongestGaps.TryGetValue(store.Store, out var gap) ? gap : null, facts.At.UtcDateTime)
            // Of a store that nobody runs there are no metrics.
            from check in state.Configured is null ? Checks[..1] : Checks
            from says in check.Says(state)
            select new AlertReason(check.Alert, says);
        return facts.LandingFree is { } free && free < LittleSpace
            ? reasons.Append(new(LandingNearlyFull, $"The disk of the landing zone has {FigureText.Count(free / 1024 / 1024)} MiB left."))
            : reasons;
    }

    /// <summary>True if the newest cart is so old that it must be asked what is usual.</summary>
    public static bool MayLackCarts(StoreFreshness store, DateTime now) =>
        store.LastSuccessAt - store.NewestCartAt > Quiet && now - store.NewestCartAt < Usual;

    private static IEnumerable<string> OfSettings(StoreState state) => If(
        state.Configured is null && !state.Ledger.Retired,
        () => $"This worker does not run store {state.Name}, which the warehouse knows.");

    private static IEnumerable<string> OfNoSuccess(StoreState state) => If(
        state.Ledger.LastSuccessAt is null, () => $"Store {state.Name} has had no success yet.");

    private static IEnumerable<string> OfAge(StoreState state) =>
        state.FirstDueAfter(state.Ledger.LastSuccessAt) is { } due && state.Now - due > Late
            // A single run that takes long is not stale yet: OfLongRuns tells of it.
            && !state.Runs.Any(run => run.FinishedAt is null && state.Now - run.StartedAt <= Stuck)
            ? [$"Store {state.Name} was due {StatusTables.Age(state.Now - due)} ago and has had no success for "
                + $"{StatusTables.Age(state.Now - state.Ledger.LastSuccessAt!.Value)}."]
            : [];

    private static IEnumerable<string> OfSchedule(StoreState state) =>
        state.FirstDueAfter(state.Ledger.LatestSlot) is { } due && state.Now - due > Overdue
            && !state.Runs.Any(run => run.FinishedAt is null)
            ? [$"Store {state.Name} was due {StatusTables.Age(state.Now - due)} ago, and no run has begun."]
            : [];

    private static IEnumerable<string> OfFailures(StoreState state)
    {
        var failed = state.Runs.Count(
            run => run.Outcome == SnakeCase.Of(RunOutcome.Failed) && state.Now - run.FinishedAt <= FailuresWithin
                && !ByHand.Contains(run.Trigger));
        return If(
            failed >= ManyFailures, () => $"Store {state.Name} had {failed} failed runs within {FailuresWithin.TotalHours:0} hours.");
    }

    private static IEnumerable<string> OfLongRuns(StoreState state) =>
        state.Runs.FirstOrDefault(run => run.FinishedAt is null && state.Now - run.StartedAt > Stuck) is { } stuck
            ? [$"Run {stuck.RunId} of store {state.Name} began {StatusTables.Age(state.Now - stuck.StartedAt)} ago and has not ended."]
            : [];

    private static IEnumerable<string> OfReconciliation(StoreState state) =>
        state.Runs.FirstOrDefault(run => run.ErrorCode == SnakeCase.Of(ErrorCode.ReconciliationMismatch)
            && !(run.FinishedAt <= state.Ledger.LastSuccessAt)) is { } differing
            ? [$"Run {differing.RunId} of store {state.Name} found the warehouse different from its snapshot and was rolled back."]
            : [];

    private static IEnumerable<string> OfCounts(StoreState state) =>
        from held in state.Ledger.Held
        where held.Source is { } source && source != held.Warehouse
        select $"Store {state.Name} has {FigureText.Count(held.Source!.Value)} {SnakeCase.Of(held.Entity)} and the warehouse "
            + $"{FigureText.Count(held.Warehouse)}.";

    private static IEnumerable<string> OfOrders(StoreState state) => If(
        state.OrderDifference > LargeDifference,
        () => $"Orders of store {state.Name} differ from what the shop states of them by {FigureText.Amount(state.OrderDifference)} in "
            + "its currency.");

    private static IEnumerable<string> OfPrices(StoreState state) => If(
        state.Ledger.Unpriced > 0,
        () => $"Store {state.Name} has {Counted.Of(state.Ledger.Unpriced, "line")} without a price.");

    private static IEnumerable<string> OfRejects(StoreState state) =>
        from gap in state.Coverage?.Missing ?? []
        where gap.Gap == "rejected" && gap.Share > ManyRejects
        select $"Store {state.Name}: {gap.Says}.";

    /// <summary>As of the last success: <see cref="OfAge"/> tells if there is none.</summary>
    private static IEnumerable<string> OfNewestCart(StoreState state) =>
        MayLackCarts(state.Ledger, state.Now) && state.LongestGap is { } usual
            && state.Coverage?.FirstDay <= DateOnly.FromDateTime(state.Now - Known)
            && state.Ledger.LastSuccessAt - state.Ledger.NewestCartAt is { } quiet && quiet > LongAsUsual * usual
            ? [$"Store {state.Name} has had no new cart for {StatusTables.Age(quiet)}; of the last {Usual.TotalDays:0} days the longest "
                + $"time between two was {StatusTables.Age(usual)}."]
            : [];

    private static IEnumerable<string> If(bool holds, Func<string> says) => holds ? [says()] : [];

    /// <summary>What is known of a store.</summary>
    /// <param name="Configured">Its settings; null if this worker does not run it.</param>
    /// <param name="Runs">The last ones, the latest first.</param>
    /// <param name="OrderDifference">See <see cref="OrdersLeftOut.Difference"/>.</param>
    /// <param name="LongestGap">See <see cref="PipelineFacts.LongestGaps"/>; null where it was not asked for.</param>
    /// <param name="Now">UTC.</param>
    private sealed record StoreState(
        StoreFreshness Ledger, StoreOptions? Configured, ImmutableArray<LedgerRun> Runs, ReportStore? Coverage, decimal OrderDifference,
        TimeSpan? LongestGap, DateTime Now)
    {
        public string Name => Ledger.Store;

        /// <summary>When the store was or is due first after a moment; null where that is never, or nobody runs the store.</summary>
        public DateTime? FirstDueAfter(DateTime? moment) => moment is { } after
            ? new DueTimes(Configured!).Next(new DateTimeOffset(after))?.UtcDateTime : null;
    }
}
