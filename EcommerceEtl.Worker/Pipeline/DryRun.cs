using EcommerceEtl.Data;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// A run that is taken back: it asks the shop for everything, loads it under the store's lock in a transaction, sees what that changed,
/// and rolls back. No row of the ledger, no manifest and no chunk is left of it.
/// </summary>
public sealed class DryRun(
    WorkerSettings settings, SourceFactory sources, CustomerErasures erasures, TimeProvider clock, ILogger<DryRun> log)
{
    /// <summary>Runs to the end, whatever it is.</summary>
    /// <param name="request">What a run would be asked for; by hand, so for no slot.</param>
    /// <param name="progress">Told where it is; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DryRunSummary> ExecuteAsync(RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var attempt = new RunAttempt(request, clock);
        LoadSession? session = null;
        try
        {
            progress?.Invoke(new RunProgress(RunStage.Claim));
            session = await LoadSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
            await session.HoldSchemaAsync(cancellationToken);
            if (!await new RunClaims(settings, sources, clock, log)
                .LockAsync(request.Store.Name, request.LockPatience, session, cancellationToken))
            {
                var holder = await BlockingSession.OfStoreAsync(session, request.Store.Name, cancellationToken);
                return new DryRunSummary(attempt.Skipped(holder), []);
            }
            attempt.Locked();
            attempt.ClaimDone();
            return await LoadAsync(attempt, session, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new DryRunSummary(attempt.Failed(
                new EtlException(ErrorCode.Cancelled, "The dry run was told to stop. Nothing was changed.")), []);
        }
        // As with a run: whatever goes wrong is its result.
        catch (Exception error)
        {
            return new DryRunSummary(attempt.Failed(EtlRun.Understand(error, session)), []);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    private async Task<DryRunSummary> LoadAsync(
        RunAttempt attempt, LoadSession session, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var request = attempt.Request;
        using var scratch = new ScratchLanding(settings.Landing.Path, clock);
        // No transaction is open while the shop is asked: the claim is taken back, and made again for the load.
        var (claimed, ticket) = await ClaimAsync(attempt, session, cancellationToken);
        var erased = await erasures.ReadAsync(session, ticket.Known, cancellationToken);
        ticket = ticket with { Erased = erased };
        await session.RollBackAsync(claimed, cancellationToken);
        var snapshot = attempt.Snapshot = await new Extraction(settings, scratch.Zone, clock)
            .ExtractAsync(ticket, request, progress, cancellationToken);
        attempt.ExtractDone();

        (var transaction, ticket) = await ClaimAsync(attempt, session, cancellationToken);
        ticket = ticket with { Erased = erased };
        if (request.Window is { } window)
            await BackfillAnswer.CheckAsync(scratch.Zone, ticket, snapshot, window, cancellationToken);
        var census = await SnapshotCensus.TakeAsync(scratch.Zone, snapshot, ticket.Source, ticket.MappingOf(snapshot), cancellationToken);
        var gate = new SnapshotGate(scratch.Zone, ticket, request, snapshot, census, settings.MaxShrink(request.Store));
        attempt.AcceptedShrink = await gate.PassAsync(attempt.StartedAt, cancellationToken);
        var before = await DayFigures.ReadAsync(session, ticket.StoreId, cancellationToken);
        var loaded = await new SnapshotLoad(scratch.Zone, ticket, snapshot, census, request, settings.Quality.MaxRejectShare, progress)
            .ExecuteAsync(cancellationToken);
        loaded = loaded with { Entities = await ticket.Ledger.WithNewDriftAsync(loaded.Entities, cancellationToken) };
        await ticket.Ledger.AddCountsAsync(ticket.RunId, loaded.Entities, cancellationToken);
        loaded = loaded with { Gaps = await DataGap.OfRunAsync(session.Connection, ticket.RunId, cancellationToken) };
        var after = await DayFigures.ReadAsync(session, ticket.StoreId, cancellationToken);
        attempt.LoadDone();
        await session.RollBackAsync(transaction, cancellationToken);
        return new DryRunSummary(attempt.Succeeded(loaded), DayChange.Between(before, after));
    }

    /// <summary>Claims in a transaction. Its log is not kept: a dead run that is marked in it is not marked when it is taken
    /// back.</summary>
    private async Task<(NpgsqlTransaction Transaction, RunTicket Ticket)> ClaimAsync(
        RunAttempt attempt, LoadSession session, CancellationToken cancellationToken)
    {
        var transaction = await session.BeginWriteAsync(attempt.Request.Store.Name, cancellationToken);
        var claims = new RunClaims(settings, sources, clock, NullLogger.Instance);
        // A request without a slot is always claimed.
        var ticket = (await claims.ClaimAsync(attempt.Request, session, attempt.StartedAt, cancellationToken))!;
        await StoreRegister.RefuseChangeAsync(session, ticket.Known, ticket.Identity, attempt.Request.AcceptStoreChange, cancellationToken);
        return (transaction, ticket);
    }
}
