using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Takes a run from stage 4 to stage 5: enters the success in the ledger and commits it together with the rows. If the answer to
/// COMMIT is lost, the ledger tells what came of it.</summary>
internal sealed partial class RunCommit(WorkerSettings settings, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Commits.</summary>
    /// <param name="progress">Told right before the COMMIT, from where there is no turning back; may be null.</param>
    /// <param name="cancellationToken">Ends the run up to there: a COMMIT on its way is not cancelled.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.SessionLost"/>: another worker took this run for dead, or it is not known
    /// whether the run was written.</exception>
    public async Task<Committed> CommitAsync(
        Loaded loaded, NpgsqlTransaction transaction, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var claim = loaded.Accept.Claim;
        using (EtlTrace.Begin("indexes", claim.Identity.Name))
            await SecondaryIndexes.CreateMissingAsync(claim.Session, cancellationToken);
        if (!await claim.Ledger.FinishAsync(
            RunReport.Result(claim, loaded, RunOutcome.Succeeded, null, NotesOf(loaded)), cancellationToken))
        {
            throw new EtlException(
                ErrorCode.SessionLost, "Another worker took this run for dead and has taken its place. Nothing was written.",
                transient: true);
        }
        progress?.Invoke(new RunProgress(RunStage.Commit));
        using var span = EtlTrace.Begin("commit", claim.Identity.Name);
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (DatabaseErrors.ConnectionBroke(error))
        {
            LogCommitUnknown(error, claim.Identity.Name, claim.Number);
            var outcome = await ReadOutcomeAsync(claim);
            if (outcome is null)
            {
                throw new EtlException(
                    ErrorCode.SessionLost,
                    "The connection broke at COMMIT, and the database could not be reached for a minute after: whether the run was "
                    + $"written is not known. The ledger's row of run {claim.Number} will tell: it says succeeded if it was. Run again.",
                    transient: true,
                    error);
            }
            if (outcome != RunOutcome.Succeeded)
                throw;
        }
        return new Committed(loaded);
    }

    private static RunNotes NotesOf(Loaded loaded)
    {
        var (claim, snapshot, shrink) = (loaded.Accept.Claim, loaded.Accept.Snapshot, loaded.Accept.Shrink);
        var kept = RunReport.NothingRemoved(loaded);
        return new RunNotes
        {
            SnapshotTime = snapshot.TakenAt,
            AcceptedShrink = shrink.IsEmpty ? null : shrink,
            AcceptedStoreChange = claim.Request.AcceptStoreChange ? true : null,
            NothingRemoved = kept.IsEmpty ? null : kept,
            Erased = claim.Erased.Stamp,
            SkippedByCurrency = CurrenciesOf(loaded.Entities),
            Differing = loaded.Entities.Sum(counts => counts.Differing) is > 0 and var differing ? differing : null,
            ReplayedRun = claim.Request.Replay is null ? null : snapshot.RunId,
        };
    }

    private static ImmutableSortedDictionary<string, long>? CurrenciesOf(ImmutableArray<EntityCounts> entities) =>
        entities.Select(counts => counts.SkippedByCurrency).FirstOrDefault(currencies => !currencies.IsEmpty);

    /// <summary>The run's outcome in the ledger, or null if it could not be read within a minute. The store's lock is free only when the
    /// old session has ended, so whoever holds it and reads the ledger row knows the outcome. A row that is gone, because the server that
    /// answers now was a replica that had not got it yet, counts as abandoned: nothing of the run is there.</summary>
    private async Task<RunOutcome?> ReadOutcomeAsync(Claimed claim)
    {
        using var patience = new Patience(clock, LongestWait, Pause, CancellationToken.None);
        do
        {
            try
            {
                await using var session = await StoreSession.OpenAsync(
                    settings.Database.ConnectionString, settings.Database.SessionTimeout, CancellationToken.None);
                var ledger = new RunLedger(session, claim.StoreId);
                do
                {
                    if (await session.TryLockStoreAsync(claim.Identity.Name, CancellationToken.None))
                        return await ledger.OutcomeAsync(claim.Number, CancellationToken.None) ?? RunOutcome.Abandoned;
                    // A peer that holds the lock has ended the old session too: its view of the row is final.
                    if (await ledger.OutcomeAsync(claim.Number, CancellationToken.None) is { } outcome && outcome != RunOutcome.Running)
                        return outcome;
                }
                while (await patience.PauseAsync());
            }
            catch (Exception error) when (DatabaseErrors.OnSession(error) is not null)
            {
                // Refused, read-only, out of reach: during a fail-over a server says anything. It tells nothing about the COMMIT.
            }
        }
        while (await patience.PauseAsync());
        return null;
    }

    [LoggerMessage(LogEvents.CommitInDoubt, LogLevel.Warning,
        "Store {Store}: run {RunId}: the connection broke at COMMIT; reading the ledger to see what came of it.")]
    private partial void LogCommitUnknown(Exception error, string store, long runId);
}
