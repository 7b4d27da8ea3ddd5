namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Writes a failed or cancelled run into the ledger: on its own session if that still answers, else on a new one, tried for up to
/// a minute. If that fails too, the next holder of the store's lock marks the run as abandoned.</summary>
internal sealed partial class FailureRecord(WorkerSettings settings, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestWaitOfCancelled = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task WriteAsync(Claimed claim, Stage reached, EtlException error)
    {
        var notes = new RunNotes { SnapshotTime = reached.Taken?.TakenAt };
        var result = RunReport.Result(claim, reached, RunReport.OutcomeOf(error), error, notes);
        // A worker that was told to stop has little time left.
        var longest = error.Code == ErrorCode.Cancelled ? LongestWaitOfCancelled : LongestWait;
        using var patience = new Patience(clock, longest, Pause, CancellationToken.None);
        if (await TryAsync(claim.Session, claim.StoreId, result, patience.Token))
            return;
        do
        {
            try
            {
                await using var fresh = await StoreSession.OpenAsync(
                    settings.Database.ConnectionString, settings.Database.SessionTimeout, patience.Token);
                if (await TryAsync(fresh, claim.StoreId, result, patience.Token))
                    return;
            }
            catch (Exception away) when (away is EtlException or OperationCanceledException)
            {
                // Out of reach, or refused: this server let the run in before, and may do so again when its fail-over is over.
            }
        }
        while (await patience.PauseAsync());
        LogNotRecorded(error, claim.Identity.Name, claim.Number);
    }

    private static async Task<bool> TryAsync(StoreSession session, short storeId, RunResult result, CancellationToken cancellationToken)
    {
        try
        {
            // The failed transaction, if there still is one, must be gone before anything can be written.
            await session.RollBackAsync();
            await new RunLedger(session, storeId).FinishAsync(result, cancellationToken);
            return true;
        }
        catch (Exception broken) when (
            broken is InvalidOperationException or OperationCanceledException || DatabaseErrors.OnSession(broken) is not null)
        {
            return false;
        }
    }

    [LoggerMessage(
        LogEvents.EndNotRecorded, LogLevel.Error,
        "Store {Store}: the end of run {RunId} could not be written to the ledger; the store's next run will mark it as abandoned.")]
    private partial void LogNotRecorded(Exception error, string store, long runId);
}
