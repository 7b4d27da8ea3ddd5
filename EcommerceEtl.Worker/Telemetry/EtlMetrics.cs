using System.Diagnostics.Metrics;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>What the worker counts of its own runs. Names in Prometheus: dots become underscores, counters end in <c>_total</c>, units in
/// <c>_seconds</c> or <c>_bytes</c>. Known label sets exist from the start with 0, so that rates and alerts have something to begin
/// from.</summary>
public sealed class EtlMetrics : IDisposable
{
    public const string MeterName = "EcommerceEtl";

    /// <summary>Bucket bounds of <c>etl_run_duration_seconds</c>.</summary>
    public static readonly double[] RunBounds = [.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

    /// <summary>Bucket bounds of <c>etl_stage_duration_seconds</c>.</summary>
    public static readonly double[] StageBounds = [.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>Every way a run can end, with its error code.</summary>
    internal static readonly (RunOutcome Outcome, string ErrorCode)[] Endings =
    [
        (RunOutcome.Succeeded, "none"), (RunOutcome.Skipped, "none"), (RunOutcome.Cancelled, SnakeCase.Of(ErrorCode.Cancelled)),
        .. Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.Cancelled).Select(code => (RunOutcome.Failed, SnakeCase.Of(code))),
    ];

    /// <summary>What asks for the runs that are counted: those of a worker that serves.</summary>
    internal static readonly RunTrigger[] Triggers = [RunTrigger.Schedule, RunTrigger.Startup, RunTrigger.Fill];

    private readonly Meter _meter = new(MeterName, WorkerVersion.Text);
    private readonly Counter<long> _runs, _misfires, _extracted, _loaded, _rejected, _retries, _bytes;
    private readonly Histogram<double> _runDuration, _stageDuration;

    /// <param name="settings">The stores whose label sets exist from the start.</param>
    /// <param name="landing">Whose size is told.</param>
    public EtlMetrics(WorkerSettings settings, LandingZone landing)
    {
        _runs = _meter.CreateCounter<long>("etl.runs", null, "Runs that ended, by store, outcome, trigger and error code.");
        _misfires = _meter.CreateCounter<long>("etl.schedule.misfires", null, "Due times that passed without a run of their own.");
        _extracted = _meter.CreateCounter<long>("etl.rows.extracted", null, "Elements received from the shop in runs that succeeded.");
        _loaded = _meter.CreateCounter<long>("etl.rows.loaded", null, "Rows by what the load did with them.");
        _rejected =
            _meter.CreateCounter<long>("etl.rows.rejected", null, "Elements that were not accepted in runs that succeeded, by reason.");
        _retries = _meter.CreateCounter<long>("etl.source.retries", null, "Requests to the shop that were made again, by reason.");
        _bytes = _meter.CreateCounter<long>(
            "etl.source.response", "By", "Bytes received from the shop in runs that succeeded, after decompression.");
        _runDuration =
            _meter.CreateHistogram("etl.run.duration", "s", "Time from the claim to the end of a run.", advice: Bounds(RunBounds));
        _stageDuration = _meter.CreateHistogram("etl.stage.duration", "s", "Time spent in a stage of a run.", advice: Bounds(StageBounds));
        Gauges = new EtlGauges(_meter, settings);
        _ = new LandingGauges(_meter, settings, landing);
        foreach (var store in settings.Stores)
            Begin(store.Name);
    }

    /// <summary>The meter of this one: a process of tests has several of the same name.</summary>
    internal Meter Meter => _meter;

    /// <summary>What is true now, rather than what happened.</summary>
    public EtlGauges Gauges { get; }

    public void Ended(RunSummary run)
    {
        var error = run.Error is { } failed ? SnakeCase.Of(failed.Code) : "none";
        _runs.Add(1, [new("store", run.Store), new("outcome", SnakeCase.Of(run.Outcome)), new("trigger", SnakeCase.Of(run.Trigger)),
            new("error_code", error)]);
        _runDuration.Record(run.Duration.TotalSeconds, [new("store", run.Store), new("outcome", SnakeCase.Of(run.Outcome))]);
        Stage(run.Store, "claim", run.Times.Claim);
        Stage(run.Store, "extract", run.Times.Extract);
        Stage(run.Store, "load", run.Times.Load);
        Stage(run.Store, "commit", run.Times.Commit);
        foreach (var entity in run.Entities)
        {
            Rows(run.Store, entity);
            foreach (var (reason, count) in entity.RejectedByReason)
                _rejected.Add(
                    count, [new("store", run.Store), new("entity", SnakeCase.Of(entity.Entity)), new("reason", SnakeCase.Of(reason))]);
        }
        if (run.Outcome == RunOutcome.Succeeded)
            Gauges.Reconciled(run.Store, default);
        else if (run.Error is ReconciliationException mismatch)
            Gauges.Reconciled(run.Store, mismatch.Difference);
    }

    public void Retried(RetryNotice notice) =>
        _retries.Add(1, [new("store", notice.Store), new("entity", SnakeCase.Of(notice.Entity)), new("reason", notice.Reason)]);

    /// <summary>Counts due times that passed without a run of their own.</summary>
    public void Misfired(string store, long count) => _misfires.Add(count, [new("store", store)]);

    public void Dispose() => _meter.Dispose();

    private static InstrumentAdvice<double> Bounds(double[] bounds) => new() { HistogramBucketBoundaries = bounds };

    private void Stage(string store, string stage, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
            _stageDuration.Record(duration.TotalSeconds, [new("store", store), new("stage", stage)]);
    }

    private void Rows(string store, EntityCounts counts)
    {
        var entity = SnakeCase.Of(counts.Entity);
        _extracted.Add(counts.Extracted, [new("store", store), new("entity", entity)]);
        _bytes.Add(counts.Bytes, [new("store", store), new("entity", entity)]);
        foreach (var (operation, count) in Operations(counts))
            _loaded.Add(count, [new("store", store), new("entity", entity), new("operation", operation)]);
    }

    private static (string Operation, long Count)[] Operations(EntityCounts counts) =>
        [("inserted", counts.Inserted), ("updated", counts.Updated), ("unchanged", counts.Unchanged), ("removed", counts.Removed)];

    private void Begin(string store)
    {
        foreach (var trigger in Triggers)
            foreach (var (outcome, error) in Endings)
                _runs.Add(0, [new("store", store), new("outcome", SnakeCase.Of(outcome)), new("trigger", SnakeCase.Of(trigger)),
                    new("error_code", error)]);
        _misfires.Add(0, [new("store", store)]);
        foreach (var entity in Entities.All)
        {
            Rows(store, new EntityCounts(entity));
            _retries.Add(0, [new("store", store), new("entity", SnakeCase.Of(entity)), new("reason", "status_503")]);
            foreach (var reason in Enum.GetValues<RejectionReason>())
                _rejected.Add(0, [new("store", store), new("entity", SnakeCase.Of(entity)), new("reason", SnakeCase.Of(reason))]);
        }
    }
}
