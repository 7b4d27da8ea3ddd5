using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Totals;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>A run that is taken back: it asks the shop for everything, loads it under the store's lock in a transaction, sees what that
/// changed, and rolls back. No row of the ledger, no manifest and no chunk is left of it.</summary>
public sealed class DryRun(
    WorkerSettings settings, SourceFactory sources, CustomerErasures erasures, TimeProvider clock, ILogger<DryRun> log)
{
    /// <summary>Runs to the end, whatever it is.</summary>
    /// <param name="request">What a run would be asked for; by hand, so for no slot.</param>
    public async Task<DryRunSummary> ExecuteAsync(RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Stage reached = new Begun(request, clock);
        StoreSession? session = null;
        try
        {
            progress?.Invoke(new RunProgress(RunStage.Claim));
            session = await StoreSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
            await SchemaLock.HoldAsync(session, cancellationToken);
            if (!await new RunClaims(settings, sources, clock, log)
                .LockAsync(request.Store.Name, request.LockPatience, session, cancellationToken))
            {
                var holder = await BlockingSession.OfStoreAsync(session, request.Store.Name, cancellationToken);
                return new DryRunSummary(RunReport.Skipped(reached.Start, holder), []);
            }
            var begun = reached.Start.AfterTheWait();
            reached = begun;
            var landing = new LandingZone(settings.Landing.Path, clock);
            var store = await new StoreCompletion(settings, sources, landing, clock)
                .CompleteAsync(request.Store, session, cancellationToken);
            reached = begun = begun with { Request = request with { Store = store } };
            using var scratch = new ScratchLanding(settings.Landing.Path, clock);

            // :: Steps 1 and 2. No transaction is open while the shop is asked: the claim is taken back, and made again for the load.
            var claimed = await ClaimAsync(begun, session, cancellationToken);
            claimed = claimed with { Erased = await erasures.ReadAsync(session, claimed.Known, cancellationToken) };
            await session.RollBackAsync();
            var extracted = await new ShopExtract(settings, scratch.Zone, clock, readsWhole: true, landing)
                .ReadAsync(claimed, progress, cancellationToken);
            reached = extracted;

            // :: Steps 3 and 4
            var again = await ClaimAsync(begun, session, cancellationToken);
            extracted = extracted with { Claim = again with { Erased = claimed.Erased } };
            var accepted = await new SnapshotAcceptance(settings, clock).AcceptAsync(extracted, cancellationToken);
            var before = await DayTotal.ReadAsync(session, again.StoreId, cancellationToken);
            var loaded = await SnapshotLoad.LoadAsync(accepted, settings.Quality.MaxRejectShare, progress, cancellationToken);
            var after = await DayTotal.ReadAsync(session, again.StoreId, cancellationToken);

            // In place of step 5
            await session.RollBackAsync();
            return new DryRunSummary(Unrecorded(RunReport.Succeeded(loaded, loaded)), DayChange.Between(before, after));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var error = new EtlException(ErrorCode.Cancelled, "The dry run was told to stop. Nothing was changed.");
            return new DryRunSummary(Unrecorded(RunReport.Failed(reached, error)), []);
        }
        // As with a run: whatever goes wrong is its result.
        catch (Exception error)
        {
            return new DryRunSummary(Unrecorded(RunReport.Failed(reached, EtlRun.Understand(error, session))), []);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    /// <summary>Claims in a transaction. Its log is not kept: a dead run that is marked in it is not marked when it is taken
    /// back.</summary>
    private async Task<Claimed> ClaimAsync(Begun begun, StoreSession session, CancellationToken cancellationToken)
    {
        await session.BeginWriteAsync(begun.Request.Store.Name, cancellationToken);
        var claimed = await new RunClaims(settings, sources, clock, NullLogger.Instance).ClaimAsync(begun, session, cancellationToken)
            ?? throw new InvalidOperationException("A request without a slot is always claimed.");
        await StoreRegister.RefuseChangeAsync(session, claimed.Known, claimed.Identity, begun.Request.AcceptStoreChange, cancellationToken);
        return claimed;
    }

    /// <summary>The number that the run had in the ledger was taken back with everything else.</summary>
    private static RunSummary Unrecorded(RunSummary summary) => summary with { RunId = null };
}
