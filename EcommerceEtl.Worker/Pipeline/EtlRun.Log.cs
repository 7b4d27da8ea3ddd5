namespace EcommerceEtl.Worker.Pipeline;

public sealed partial class EtlRun
{
    private void LogSummary(RunSummary summary)
    {
        switch (summary.Outcome)
        {
            case RunOutcome.Succeeded:
                foreach (var entity in summary.Entities.Where(entity => !entity.Drift.IsEmpty))
                    LogDrift(summary.Store, summary.RunId, SnakeCase.Of(entity.Entity), string.Join(", ", entity.Drift));
                LogSucceeded(
                    summary.Store, summary.RunId, summary.Entities.Sum(e => e.Extracted), summary.Entities.Sum(e => e.Inserted),
                    summary.Entities.Sum(e => e.Updated), summary.Entities.Sum(e => e.Unchanged), summary.Entities.Sum(e => e.Removed),
                    summary.Entities.Sum(e => e.Rejected), (long)summary.Duration.TotalMilliseconds,
                    summary.Gaps.IsEmpty ? "" : $" Missing of the figures: {DataGap.Join(summary.Gaps)}.");
                break;
            case RunOutcome.Skipped:
                LogSkipped(summary.Store, string.Concat(summary.Remarks.Select(remark => $" {remark}")));
                break;
            case RunOutcome.Cancelled when summary.RunId is { } run:
                LogCancelled(summary.Store, run);
                break;
            case RunOutcome.Cancelled:
                LogCancelledUnnumbered(summary.Store);
                break;
            // No run was begun: what was asked for cannot be replayed.
            case RunOutcome.Failed when summary is { Trigger: RunTrigger.Replay, RunId: null }:
                LogNotReplayed(summary.Store, SnakeCase.Of(summary.Error!.Code), summary.Error.Message);
                break;
            default:
                var error = summary.Error!;
                var (cause, code) = (error.Code == ErrorCode.Unexpected ? error.InnerException : null, SnakeCase.Of(error.Code));
                if (summary.RunId is { } failed)
                    LogFailed(cause, summary.Store, failed, code, error.Message);
                else
                    LogFailedUnnumbered(cause, summary.Store, code, error.Message);
                break;
        }
    }

    [LoggerMessage(LogEvents.RunClaimed, LogLevel.Debug, "Store {Store}: run {RunId} ({Trigger}) has the lock and stands in the ledger.")]
    private partial void LogClaimed(string store, long runId, string trigger);

    [LoggerMessage(
        LogEvents.RunSucceeded, LogLevel.Information,
        "Store {Store}: run {RunId} succeeded: {Extracted} extracted, {Inserted} inserted, {Updated} updated, {Unchanged} unchanged, "
        + "{Removed} removed, {Rejected} rejected in {Milliseconds} ms.{Missing}")]
    private partial void LogSucceeded(
        string store, long? runId, long extracted, long inserted, long updated, long unchanged, long removed, long rejected,
        long milliseconds, string missing);

    [LoggerMessage(LogEvents.RunFailed, LogLevel.Error, "Store {Store}: run {RunId} failed ({ErrorCode}): {Reason}")]
    private partial void LogFailed(Exception? error, string store, long runId, string errorCode, string reason);

    [LoggerMessage(LogEvents.RunSkipped, LogLevel.Warning, "Store {Store}: skipped, another run holds the store's lock.{Holder}")]
    private partial void LogSkipped(string store, string holder);

    [LoggerMessage(LogEvents.RunCancelled, LogLevel.Warning, "Store {Store}: run {RunId} was told to stop; nothing was changed.")]
    private partial void LogCancelled(string store, long runId);

    [LoggerMessage(LogEvents.UnnumberedRunFailed, LogLevel.Error,
        "Store {Store}: a run without a number in the ledger failed ({ErrorCode}): {Reason}")]
    private partial void LogFailedUnnumbered(Exception? error, string store, string errorCode, string reason);

    [LoggerMessage(LogEvents.UnnumberedRunCancelled, LogLevel.Warning,
        "Store {Store}: a run was told to stop before it had a number; nothing was changed.")]
    private partial void LogCancelledUnnumbered(string store);

    [LoggerMessage(LogEvents.ManifestLacksOutcome, LogLevel.Warning,
        "Store {Store}: run {RunId}: the outcome could not be added to the snapshot's manifest.")]
    private partial void LogManifestLacksOutcome(Exception error, string store, long? runId);

    [LoggerMessage(LogEvents.NothingReplayed, LogLevel.Warning, "Store {Store}: nothing was replayed ({ErrorCode}): {Reason}")]
    private partial void LogNotReplayed(string store, string errorCode, string reason);

    [LoggerMessage(LogEvents.FieldsDrifted, LogLevel.Warning,
        "Store {Store}: run {RunId}: fields of {Entity} changed at the shop: {Drift}")]
    private partial void LogDrift(string store, long? runId, string entity, string drift);
}
