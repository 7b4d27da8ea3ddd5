using System.Data;
using EcommerceEtl.Data;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// One run of one store from claim to report. There is no other path: <c>run</c> is claim, extract, accept, load; <c>replay</c> is claim
/// and load of a landed snapshot; a retry is a new run. It never throws for what a shop, a disk or a database does: the summary says how
/// it ended.
/// </summary>
public sealed partial class EtlRun(
    WorkerSettings settings, SourceFactory sources, LandingZone landing, CustomerErasures erasures, TimeProvider clock, ILogger<EtlRun> log)
{
    private readonly RunClaims _claims = new(settings, sources, clock, log);
    private readonly Extraction _extraction = new(settings, landing, clock);
    private readonly FailureRecord _failures = new(settings, clock, log);

    /// <summary>Runs to the end, whatever it is.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="progress">Told where the run is; may be null.</param>
    /// <param name="cancellationToken">Ends the run cleanly: nothing of it is kept, and the ledger says <c>cancelled</c>.</param>
    /// <returns>The summary; null if the request's slot had succeeded already, which is neither a run nor an error.</returns>
    public async Task<RunSummary?> ExecuteSlotAsync(RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using var span = EtlTrace.Begin("run", request.Store.Name);
        var attempt = new RunAttempt(request, clock);
        LoadSession? session = null;
        try
        {
            progress?.Invoke(new RunProgress(RunStage.Claim));
            using (EtlTrace.Begin("claim", request.Store.Name))
            {
                session =
                    await LoadSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
                await session.HoldSchemaAsync(cancellationToken);
                if (!await _claims.LockAsync(request.Store.Name, request.LockPatience, session, cancellationToken))
                {
                    if (request.Slot is { } slot)
                        await SkippedSlot.WriteAsync(
                            session, request.Store.Name, request.Trigger, slot, attempt.StartedAt, clock.GetUtcNow().UtcDateTime,
                            WorkerVersion.Text, cancellationToken);
                    return Report(attempt.Skipped(await BlockingSession.OfStoreAsync(session, request.Store.Name, cancellationToken)));
                }
                attempt.Locked();
                // A snapshot that cannot be replayed is a slip of the operator, and no failed run: it is refused before the run stands
                // in the ledger.
                if (request.Replay is { } replay)
                    attempt.Snapshot = await ChooseAsync(request.Store, replay, session, cancellationToken);
                attempt.Ticket = await _claims.ClaimAsync(request, session, attempt.StartedAt, cancellationToken);
                if (attempt.Ticket is null)
                    return null;
            }
            attempt.ClaimDone();
            LogClaimed(request.Store.Name, attempt.Ticket.RunId, SnakeCase.Of(request.Trigger));
            // Before anything can fail: a copy of the database that knew them yet is rid of them whatever becomes of this run.
            attempt.Ticket = attempt.Ticket with
            {
                Erased = await erasures.MergeAsync(session, request.Store.Name, attempt.Ticket.Known, cancellationToken),
            };
            await StoreRegister.RefuseChangeAsync(
                session, attempt.Ticket.Known, attempt.Ticket.Identity, request.AcceptStoreChange, cancellationToken);
            await SnapshotAsync(attempt, progress, cancellationToken);
            return Report(await LoadAsync(attempt, session, progress, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Report(await FailAsync(
                attempt, session, new EtlException(ErrorCode.Cancelled, "The run was told to stop. Nothing was changed.")));
        }
        // Whatever goes wrong in a run ends that run and never the process that goes on to the next one.
        catch (Exception error)
        {
            var failed = await FailAsync(attempt, session, Understand(error, session));
            return failed.HadNoSession && request.QuietWithoutDatabase ? failed : Report(failed);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    /// <summary>Runs a request that stands for no slot to the end, whatever it is.</summary>
    /// <inheritdoc cref="ExecuteSlotAsync"/>
    public async Task<RunSummary> ExecuteAsync(RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken) =>
        await ExecuteSlotAsync(request with { Slot = null }, progress, cancellationToken)
        ?? throw new InvalidOperationException("A run without a slot cannot have succeeded before.");

    /// <summary>Chooses the landed snapshot of a replay.</summary>
    /// <exception cref="EtlException">There is none that may be loaded.</exception>
    private async Task<Snapshot> ChooseAsync(
        StoreOptions options, ReplayOf replay, LoadSession session, CancellationToken cancellationToken)
    {
        var store = RunClaims.IdentityOf(options, sources.Create(options));
        var known = await StoreRegister.FindAsync(session, store.Name, cancellationToken);
        if (known is not null)
            await StoreRegister.RefuseChangeAsync(session, known, store, accepted: false, cancellationToken);
        // What a backup brought back may hold people who were erased.
        var erased = await erasures.MergeAsync(session, store.Name, known, cancellationToken);
        await erasures.RepeatAsync(session, store.Name, erased, cancellationToken);
        var last = known is null ? null : await new RunLedger(session, known.StoreId).LastSuccessAsync(cancellationToken);
        // Thousands of manifests, and maybe on a slow disk: the locking session is kept alive meanwhile.
        await using var heartbeat = Heartbeat.Start(session, settings.Database.SessionTimeout, clock);
        var landed = await landing.IndexAsync(store.Name, cancellationToken);
        await heartbeat.StopAsync();
        return ReplayChoice.Choose(store, replay, landed, last?.SnapshotTime);
    }

    /// <summary>Takes the snapshot from the shop, unless it is a replay's, and passes it through the gate.</summary>
    private async Task SnapshotAsync(RunAttempt attempt, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using var span = EtlTrace.Begin("extract", attempt.Request.Store.Name);
        var (request, ticket) = (attempt.Request, attempt.Ticket!);
        var snapshot = attempt.Snapshot ??= await _extraction.ExtractAsync(ticket, request, progress, cancellationToken);
        attempt.ExtractDone();
        await using (var heartbeat = Heartbeat.Start(ticket.Session, settings.Database.SessionTimeout, clock))
        {
            if (request is { Window: { } window, Replay: null })
                await BackfillAnswer.CheckAsync(landing, ticket, snapshot, window, cancellationToken);
            attempt.Census = await SnapshotCensus.TakeAsync(
                landing, snapshot, ticket.Source, ticket.MappingOf(snapshot), cancellationToken);
            await heartbeat.StopAsync();
        }
        var gate = new SnapshotGate(landing, ticket, request, snapshot, attempt.Census, settings.MaxShrink(request.Store));
        attempt.AcceptedShrink = await gate.PassAsync(attempt.StartedAt, cancellationToken);
        if (request.Replay is null)
            await SaveManifestAsync(attempt, SnapshotVerdict.Accepted, null, cancellationToken);
    }

    /// <summary>Loads and commits: rows and the ledger's success together.</summary>
    private async Task<RunSummary> LoadAsync(
        RunAttempt attempt, LoadSession session, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using var span = EtlTrace.Begin("load", attempt.Request.Store.Name);
        var (ticket, snapshot) = (attempt.Ticket!, attempt.Snapshot!);
        await using var transaction = await session.BeginWriteAsync(ticket.Identity.Name, cancellationToken);
        // A replay always loads: it is how an operator puts the tables right. A window is compared with nothing.
        var unchanged = attempt.Request is { Replay: null, Window: null }
            ? await UnchangedSnapshot.CountsAsync(ticket, snapshot, settings.Quality.MaxRejectShare, cancellationToken)
            : null;
        var loaded = unchanged is { } counts
            ? new SnapshotLoadResult(counts, UnchangedSnapshot.NothingRemoved(snapshot),
            await ticket.Ledger.StandingRejectionsAsync(cancellationToken))
            : await new SnapshotLoad(landing, ticket, snapshot, attempt.Census!, attempt.Request, settings.Quality.MaxRejectShare, progress)
                .ExecuteAsync(cancellationToken);
        loaded = loaded with { Entities = await ticket.Ledger.WithNewDriftAsync(loaded.Entities, cancellationToken) };
        attempt.LoadDone();
        var notes = new RunNotes
        {
            SnapshotTime = snapshot.TakenAt,
            AcceptedShrink = attempt.AcceptedShrink.IsEmpty ? null : attempt.AcceptedShrink,
            AcceptedStoreChange = attempt.Request.AcceptStoreChange ? true : null,
            NothingRemoved = loaded.NothingRemoved.IsEmpty ? null : loaded.NothingRemoved,
            Erased = ticket.Erased.Stamp,
            ReplayedRun = attempt.Request.Replay is null ? null : snapshot.RunId,
        };
        await ticket.Ledger.AddCountsAsync(ticket.RunId, loaded.Entities, cancellationToken);
        if (!await ticket.Ledger.FinishAsync(attempt.Result(RunOutcome.Succeeded, null, notes), cancellationToken))
        {
            throw new EtlException(
                ErrorCode.SessionLost, "Another worker took this run for dead and has taken its place. Nothing was written.",
                transient: true);
        }
        loaded = loaded with { Gaps = await DataGap.OfRunAsync(session.Connection, ticket.RunId, cancellationToken) };
        progress?.Invoke(new RunProgress(RunStage.Commit));
        await CommitAsync(attempt, transaction);
        await SaveOutcomeAsync(attempt, RunOutcome.Succeeded, SnapshotVerdict.Accepted);
        return attempt.Succeeded(loaded);
    }

    private async Task CommitAsync(RunAttempt attempt, Npgsql.NpgsqlTransaction transaction)
    {
        using var span = EtlTrace.Begin("commit", attempt.Request.Store.Name);
        try
        {
            // From here on there is no turning back: a COMMIT on its way is not cancelled.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (DatabaseErrors.ConnectionBroke(error))
        {
            LogCommitUnknown(error, attempt.Request.Store.Name, attempt.Ticket!.RunId);
            var outcome = await new CommitOutcome(settings, clock).ReadAsync(attempt.Ticket, CancellationToken.None);
            if (outcome is null)
            {
                throw new EtlException(
                    ErrorCode.SessionLost,
                    "The connection broke at COMMIT, and the database could not be reached for a minute after: whether the run was "
                    + $"written is not known. The ledger's row of run {attempt.Ticket.RunId} will tell: it says succeeded if it was. Run "
                    + "again.",
                    transient: true,
                    error);
            }
            if (outcome != RunOutcome.Succeeded)
                throw;
        }
    }

    private async Task<RunSummary> FailAsync(RunAttempt attempt, LoadSession? session, EtlException error)
    {
        if (attempt.Snapshot is not null && attempt.Request.Replay is null)
        {
            var verdict = error.Code == ErrorCode.SuspiciousSnapshot ? SnapshotVerdict.Refused : attempt.Verdict;
            await SaveOutcomeAsync(attempt, RunAttempt.OutcomeOf(error), verdict);
        }
        if (attempt.Ticket is not null)
            await _failures.WriteAsync(attempt, session!, error);
        return attempt.Failed(error) with
        { HadNoSession = session is null && error.Code is not (ErrorCode.Unexpected or ErrorCode.Cancelled) };
    }

    private async Task SaveOutcomeAsync(RunAttempt attempt, RunOutcome outcome, SnapshotVerdict verdict)
    {
        if (attempt.Request.Replay is not null)
            return;
        try
        {
            await SaveManifestAsync(attempt, verdict, SnakeCase.Of(outcome), CancellationToken.None);
        }
        catch (EtlException error)
        {
            // The run is over and stands in the ledger; the manifest only lacks its outcome.
            LogManifestLacksOutcome(error, attempt.Request.Store.Name, attempt.Ticket!.RunId);
        }
    }

    private async Task SaveManifestAsync(RunAttempt attempt, SnapshotVerdict verdict, string? outcome, CancellationToken cancellationToken)
    {
        attempt.Snapshot = attempt.Snapshot! with { Verdict = verdict, Outcome = outcome };
        await landing.SaveManifestAsync(attempt.Snapshot, cancellationToken);
        attempt.Verdict = verdict;
    }

    /// <summary>What went wrong, in the ledger's terms.</summary>
    internal static EtlException Understand(Exception error, LoadSession? session) =>
        DatabaseErrors.OnSession(error)
        ?? (session is { Connection.State: not ConnectionState.Open } ? DatabaseErrors.SessionLost(error.Message, error) : null)
        ?? new EtlException(ErrorCode.Unexpected,
        $"An unexpected error ended the run ({error.GetType().Name}: {error.Message}). Nothing was changed.", false, error);

    private RunSummary Report(RunSummary summary)
    {
        LogSummary(summary);
        return summary;
    }
}
