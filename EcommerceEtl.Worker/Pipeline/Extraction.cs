using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// The extract phase: asks the shop for everything and lands it. No transaction is open meanwhile; the locking session is only kept alive.
/// </summary>
internal sealed class Extraction(WorkerSettings settings, LandingZone landing, TimeProvider clock)
{
    /// <summary>
    /// Carts first: a product that appears while the shop is read is then known to every cart that names it.
    /// </summary>
    private static readonly Entity[] Order = [Entity.Carts, Entity.Customers, Entity.Products];

    /// <summary>Lands a complete snapshot and writes its manifest, still without a verdict.</summary>
    /// <exception cref="EtlException">The shop, the landing zone or the session failed, or the deadline passed.</exception>
    public async Task<Snapshot> ExtractAsync(
        RunTicket ticket, RunRequest request, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        // The time of the extract, not of the request: of two runs, the one that waited for the lock has the later snapshot.
        var takenAt = clock.GetUtcNow().UtcDateTime;
        using var deadline = new CancellationTokenSource(settings.Http.RunDeadline, clock);
        await using var heartbeat = Heartbeat.Start(ticket.Session, settings.Database.SessionTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, heartbeat.Lost);
        try
        {
            // An answer about a part of the carts is another one than that about all.
            var store = ticket.Identity;
            var previous = request.Window is null
                ? await landing.NewestAcceptedAsync(store.Name, store.Kind, store.Address, either.Token)
                : null;
            var identity = new SnapshotIdentity(store.Name, store.Kind, store.Address, store.Currency, takenAt, ticket.RunId, request.Slot)
            {
                Erased = ticket.Erased,
            };
            await using var writer = landing.Begin(identity, previous);
            foreach (var entity in Order)
            {
                progress?.Invoke(new RunProgress(RunStage.Extract, entity));
                var entityWriter = writer.Open(entity, ticket.Source.FieldsOf(entity));
                await ticket.Source.ExtractAsync(entity, request.Window, entityWriter, either.Token);
            }
            var snapshot = writer.Complete();
            await landing.SaveManifestAsync(snapshot, either.Token);
            await heartbeat.StopAsync();
            return snapshot;
        }
        catch (OperationCanceledException) when (heartbeat.Error is { } lost)
        {
            throw lost;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EtlException(
                ErrorCode.DeadlineExceeded,
                $"Store '{ticket.Identity.Name}': the shop had not answered in full after {settings.Http.RunDeadline:c} "
                + "(Http:RunDeadline). Nothing was changed. Look whether the shop is slow, or allow more time.",
                transient: true);
        }
    }
}
