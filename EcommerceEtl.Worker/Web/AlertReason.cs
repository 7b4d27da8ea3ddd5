using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Scheduling;

namespace EcommerceEtl.Worker.Web;

/// <summary>Something that the ledger tells and an alert is about (<c>prometheus/rules/alerts.yml</c>), for those who have no
/// Prometheus. An alert waits until its reason has lasted for some time, so that it may not fire yet.</summary>
/// <param name="Alert">The alert's name, under which <c>docs/runbook.md</c> says what to do.</param>
/// <param name="Says">The reason, a sentence.</param>
internal sealed record AlertReason(string Alert, string Says)
{
    /// <summary>As many of the last runs are looked at.</summary>
    public const int Runs = 2000;

    // What the alerts of the same names fire at; a test compares them.
    internal const int ManyFailures = 3;
    internal const decimal ManyRejects = 0.05m;
    internal static readonly TimeSpan FailuresWithin = TimeSpan.FromHours(6);
    internal static readonly TimeSpan Late = TimeSpan.FromMinutes(20);
    internal static readonly TimeSpan Stuck = TimeSpan.FromMinutes(30);

    /// <summary>The reasons, by store.</summary>
    /// <param name="configured">The stores of this worker's settings.</param>
    /// <param name="runs">The last <see cref="Runs"/> runs.</param>
    /// <param name="now">UTC.</param>
    public static IEnumerable<AlertReason> Of(
        IReadOnlyCollection<StoreOptions> configured, IEnumerable<StoreFreshness> stores, IReadOnlyCollection<LedgerRun> runs,
        IReadOnlyCollection<ReportStore> coverage, DateTime now) =>
        from store in stores
        from reason in OfStore(
            store, configured.FirstOrDefault(one => one.Name == store.Store),
            [.. runs.Where(run => run.Store == store.Store)], coverage.FirstOrDefault(one => one.Store == store.Store), now)
        select reason;

    private static IEnumerable<AlertReason> OfStore(
        StoreFreshness store, StoreOptions? configured, ImmutableArray<LedgerRun> runs, ReportStore? coverage, DateTime now)
    {
        if (configured is null && !store.Retired)
            yield return new("EtlStoreNotConfigured", $"This worker does not run store {store.Store}, which the warehouse knows.");
        if (configured is not null && store.LastSuccessAt is null)
            yield return new("EtlNeverSucceeded", $"Store {store.Store} has had no success yet.");
        if (configured is not null && store.LastSuccessAt is { } success
            && new DueTimes(configured).Next(new DateTimeOffset(success))?.UtcDateTime is { } due && now - due > Late)
            yield return new(
                "EtlDataStale", $"Store {store.Store} was due {StatusTables.Age(now - due)} ago and has had no success for "
                + $"{StatusTables.Age(now - success)}.");
        var failed = runs.Count(run => run.Outcome == SnakeCase.Of(RunOutcome.Failed) && now - run.FinishedAt <= FailuresWithin);
        if (failed >= ManyFailures)
            yield return new("EtlRunsFailing", $"Store {store.Store} had {failed} failed runs within {FailuresWithin.TotalHours:0} hours.");
        if (runs.FirstOrDefault(run => run.FinishedAt is null && now - run.StartedAt > Stuck) is { } stuck)
            yield return new(
                "EtlRunStuck", $"Run {stuck.RunId} of store {store.Store} began {StatusTables.Age(now - stuck.StartedAt)} ago and has not "
                + "ended.");
        if (store.Unpriced > 0)
            yield return new("EtlUnpricedLines", $"Store {store.Store} has {Counted.Of(store.Unpriced, "line")} without a price.");
        foreach (var gap in coverage?.Missing.Where(gap => gap.Gap == "rejected" && gap.Share > ManyRejects) ?? [])
            yield return new("EtlRejectRatioHigh", $"Store {store.Store}: {gap.Says}.");
    }
}
