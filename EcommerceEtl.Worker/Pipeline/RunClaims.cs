using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// Gives a run its place: first the store's lock, then the dead runs of the store are marked, then the run's own row is inserted. The order
/// matters: only the holder of the lock can know that a running row is dead.
/// </summary>
internal sealed class RunClaims(WorkerSettings settings, SourceFactory sources, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for the store's lock; false if another run held it for all of the request's patience.</summary>
    public async Task<bool> LockAsync(RunRequest request, LoadSession session, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!await session.TryLockStoreAsync(request.Store.Name, cancellationToken))
        {
            if (clock.GetElapsedTime(started) >= request.LockPatience)
                return false;
            await Task.Delay(Poll, clock, cancellationToken);
        }
        return true;
    }

    /// <summary>Inserts the run into the ledger. The session holds the lock.</summary>
    public async Task<RunTicket> ClaimAsync(RunRequest request, LoadSession session, DateTime startedAt, CancellationToken cancellationToken)
    {
        var source = sources.Create(request.Store);
        var rules = RulesOf(request.Store, source.Kind);
        var identity = new StoreIdentity(
            request.Store.Name, source.Kind.Name, request.Store.Host(), request.Store.Currency, request.Store.TimeZone, source.Kind.Origins);
        var store = await StoreRegister.FindOrAddAsync(session, identity, cancellationToken);
        var ledger = new RunLedger(session, store.StoreId);
        await ledger.AbandonDeadRunsAsync(startedAt, cancellationToken);
        var runId = await ledger.ClaimAsync(
            new RunClaim(request.Trigger, request.Slot, startedAt, rules.Hash(), WorkerVersion.Text), cancellationToken);
        return new RunTicket(runId, store, identity, session, ledger, source, rules);
    }

    private FunnelRules RulesOf(StoreOptions store, SourceKind kind) => new(
        store.Name, settings.Funnel.Seed, settings.Funnel.AddToCartRate, settings.Funnel.PurchaseRate,
        TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone), kind.Origins);
}
