using System.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// One run of one store. It goes through five stages, and there is no other path:
/// <list type="number">
/// <item><see cref="Claimed"/>: the store's lock is held, dead runs are marked as abandoned, the run stands in the ledger, customers who
/// were erased are known, and the store is the one that the warehouse knows (<see cref="RunClaims"/>).</item>
/// <item><see cref="Extracted"/>: the shop's answers lie in the landing zone; no transaction is open (<see cref="ShopExtract"/>).</item>
/// <item><see cref="Accepted"/>: the snapshot is plausible and its manifest is written (<see cref="SnapshotAcceptance"/>).</item>
/// <item><see cref="Loaded"/>: one transaction holds all that the run writes, and it adds up (<see cref="SnapshotLoad"/>).</item>
/// <item><see cref="Committed"/>: rows and the ledger's success are durable together (<see cref="RunCommit"/>).</item>
/// </list>
/// A replay takes a landed snapshot in place of stage 2. A dry run (<see cref="DryRun"/>) lands in a folder of its own and rolls back in
/// place of stage 5. A retry is a new run.
/// </summary>
public sealed partial class EtlRun(
    WorkerSettings settings, SourceFactory sources, LandingZone landing, CustomerErasures erasures, TimeProvider clock, ILogger<EtlRun> log)
{
    private readonly StoreCompletion _completion = new(settings, sources, landing, clock);
    private readonly RunClaims _claims = new(settings, sources, clock, log);
    private readonly LandedSnapshots _landed = new(settings, sources, landing, erasures, clock);
    private readonly ShopExtract _extract = new(settings, landing, clock);
    private readonly SnapshotAcceptance _acceptance = new(settings, clock);
    private readonly RunCommit _commit = new(settings, clock, log);
    private readonly FailureRecord _failures = new(settings, clock, log);

    /// <summary>Runs to the end. It never throws for what a shop, a disk or a database does: the summary says how the run ended.</summary>
    /// <param name="cancellationToken">Ends the run cleanly: nothing of it is kept, and the ledger says <c>cancelled</c>.</param>
    /// <returns>The summary; null if the request's slot had succeeded already, which is neither a run nor an error.</returns>
    public async Task<RunSummary?> ExecuteSlotAsync(RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var store = request.Store.Name;
        using var span = EtlTrace.Begin("run", store);
        var begun = new Begun(request, clock);
        Stage reached = begun;
        StoreSession? session = null;
        try
        {
            Claimed? claimed;
            Snapshot? landed = null;
            progress?.Invoke(new RunProgress(RunStage.Claim));
            using (EtlTrace.Begin("claim", store))
            {
                // :: Step 1: Claimed
                session =
                    await StoreSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
                await SchemaLock.HoldAsync(session, cancellationToken);
                if (!await _claims.LockAsync(store, request.LockPatience, session, cancellationToken))
                    return Report(await SkipAsync(begun, session, cancellationToken));
                reached = begun = begun.AfterTheWait();
                var asked = request.Store;
                var known = await _completion.FindAsync(asked, session, cancellationToken);
                request = request with { Store = known ?? asked };
                reached = begun = begun with { Request = request };
                // A snapshot that cannot be replayed is an operator's slip, and no failed run: it is refused before the run stands in
                // the ledger.
                if (request.Replay is { } replay)
                {
                    landed = await _landed.ChooseAsync(request.Store, replay, session, cancellationToken);
                    known ??= asked.Completed(landed.Currency, landed.TimeZone);
                }
                begun = begun with { Request = request with { Store = known ?? StoreCompletion.Unasked(asked) } };
                claimed = await _claims.ClaimAsync(begun, session, cancellationToken);
                if (claimed is null)
                    return null;
                reached = claimed;
                // A shop that is down fails a run that stands in the ledger.
                if (known is null)
                    claimed = await _claims.CompleteAsync(
                        claimed, await _completion.AskAsync(asked, session, cancellationToken), cancellationToken);
            }
            reached = claimed;
            request = claimed.Request;
            LogClaimed(store, claimed.Number, SnakeCase.Of(request.Trigger));
            // Before anything can fail: a copy of the database that knew them yet is rid of them whatever becomes of this run.
            claimed = claimed with { Erased = await erasures.MergeAsync(session, store, claimed.Known, cancellationToken) };
            await StoreRegister.RefuseChangeAsync(session, claimed.Known, claimed.Identity, request.AcceptStoreChange, cancellationToken);

            Accepted accepted;
            using (EtlTrace.Begin("extract", store))
            {
                // :: Step 2: Extracted
                var extracted = landed is null
                    ? await _extract.ReadAsync(claimed, progress, cancellationToken) : new Extracted(claimed, landed, landing);
                reached = extracted;

                // :: Step 3: Accepted
                accepted = await _acceptance.AcceptAsync(extracted, cancellationToken);
                await SaveManifestAsync(accepted, SnapshotVerdict.Accepted, null, cancellationToken);
                reached = accepted;
            }

            // :: Step 4: Loaded
            using var loading = EtlTrace.Begin("load", store);
            await using var transaction = await session.BeginWriteAsync(store, cancellationToken);
            var loaded = await SnapshotLoad.LoadAsync(accepted, settings.Quality.MaxRejectShare, progress, cancellationToken);
            reached = loaded;

            // :: Step 5: Committed
            var committed = await _commit.CommitAsync(loaded, transaction, progress, cancellationToken);
            await SaveOutcomeAsync(committed, SnapshotVerdict.Accepted, RunOutcome.Succeeded);
            return Report(RunReport.Succeeded(loaded, committed));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Report(await FailAsync(
                reached, new EtlException(ErrorCode.Cancelled, "The run was told to stop. Nothing was changed.")));
        }
        // Whatever goes wrong in a run ends that run and never the process that goes on to the next one.
        catch (Exception error)
        {
            var understood = Understand(error, session);
            var failed = await FailAsync(reached, understood) with
            {
                HadNoSession = session is null && understood.Code != ErrorCode.Unexpected,
            };
            return failed.HadNoSession && request.LogsNothingWithoutDatabase ? failed : Report(failed);
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

    private async Task<RunSummary> SkipAsync(Begun begun, StoreSession session, CancellationToken cancellationToken)
    {
        var (store, request) = (begun.Request.Store.Name, begun.Request);
        if (request.Slot is { } slot)
        {
            await RunLedger.WriteSkippedAsync(
                session, store, request.Trigger, slot, begun.StartedAt, clock.GetUtcNow().UtcDateTime, WorkerVersion.Text,
                cancellationToken);
        }
        return RunReport.Skipped(begun, await BlockingSession.OfStoreAsync(session, store, cancellationToken));
    }

    /// <summary>Records the failure wherever the run has left a trace: in the snapshot's manifest and in the ledger.</summary>
    private async Task<RunSummary> FailAsync(Stage reached, EtlException error)
    {
        var verdict = error.Code == ErrorCode.SuspiciousSnapshot ? SnapshotVerdict.Refused
            : reached is Extracted ? SnapshotVerdict.Pending : SnapshotVerdict.Accepted;
        await SaveOutcomeAsync(reached, verdict, RunReport.OutcomeOf(error));
        if (reached.InLedger is { } claim)
            await _failures.WriteAsync(claim, reached, error);
        return RunReport.Failed(reached, error);
    }

    private async Task SaveOutcomeAsync(Stage reached, SnapshotVerdict verdict, RunOutcome outcome)
    {
        try
        {
            await SaveManifestAsync(reached, verdict, SnakeCase.Of(outcome), CancellationToken.None);
        }
        catch (EtlException error)
        {
            // The run is over and stands in the ledger; the manifest only lacks its outcome.
            LogManifestLacksOutcome(error, reached.Start.Request.Store.Name, reached.RunId);
        }
    }

    /// <summary>Writes the manifest of the snapshot that the run has taken. A replay changes nothing of its snapshot.</summary>
    private async Task SaveManifestAsync(Stage reached, SnapshotVerdict verdict, string? outcome, CancellationToken cancellationToken)
    {
        if (reached is not { Taken: { } snapshot, Start.Request.Replay: null })
            return;
        await landing.SaveManifestAsync(snapshot with { Verdict = verdict, Outcome = outcome }, cancellationToken);
        // What a refused snapshot was made of must not be what the next one is made of.
        if (verdict == SnapshotVerdict.Refused)
            landing.ForgetProgress(snapshot.Store);
    }

    /// <summary>What went wrong, in the ledger's terms.</summary>
    internal static EtlException Understand(Exception error, StoreSession? session) =>
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
