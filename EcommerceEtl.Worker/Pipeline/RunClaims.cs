using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Takes a run to stage 1, its place in the ledger: first the store's lock, then the dead runs of the store are marked, then the
/// run's own row is inserted. The order matters: only the holder of the lock can know that a running row is dead.</summary>
internal sealed partial class RunClaims(WorkerSettings settings, SourceFactory sources, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the store's lock; false if another run held it for all of the patience. A holder that was stopped in the middle
    /// of a statement is ended: two looks, 5 s apart, must find it in the same one.</summary>
    public async Task<bool> LockAsync(string store, TimeSpan patience, StoreSession session, CancellationToken cancellationToken)
    {
        using var waiting = new Patience(clock, patience, Poll, cancellationToken);
        var looked = clock.GetTimestamp();
        LockHolder? suspect = null;
        while (!await session.TryLockStoreAsync(store, cancellationToken))
        {
            if (!await waiting.PauseAsync())
                return false;
            if (clock.GetElapsedTime(looked) < Look)
                continue;
            looked = clock.GetTimestamp();
            var found = await LockHolder.FindStuckAsync(session, store, settings.Database.SessionTimeout, cancellationToken);
            if (found is not null && found == suspect)
            {
                LogHolderEnded(store, found.Pid);
                await found.EndAsync(session, cancellationToken);
            }
            suspect = found;
        }
        return true;
    }

    /// <summary>Inserts the run into the ledger; null if its slot has succeeded already. The session holds the lock.</summary>
    public async Task<Claimed?> ClaimAsync(Begun begun, StoreSession session, CancellationToken cancellationToken)
    {
        var request = begun.Request;
        var (source, rules, identity) = PartsOf(request.Store);
        var store = await StoreRegister.FindOrAddAsync(session, identity, cancellationToken);
        var ledger = new RunLedger(session, store.StoreId);
        if (await ledger.AbandonDeadRunsAsync(begun.StartedAt, cancellationToken) is > 0 and var dead)
            LogAbandoned(request.Store.Name, dead);
        if (request.Slot is { } slot && await ledger.HasSucceededAsync(slot, cancellationToken))
            return null;
        var runId = await ledger.ClaimAsync(
            new RunClaim(
                request.Trigger, request.Slot, begun.StartedAt, rules.Hash(), WorkerVersion.Text, request.Window?.Begin,
                request.Window?.End),
            cancellationToken);
        return new Claimed(begun, runId, store, identity, session, ledger, source, rules);
    }

    /// <summary>The claim of a store of which nothing was loaded yet, once its shop has told what the settings leave to it.</summary>
    /// <param name="store">The store with that.</param>
    public async Task<Claimed> CompleteAsync(Claimed claimed, StoreOptions store, CancellationToken cancellationToken)
    {
        var (source, rules, identity) = PartsOf(store);
        await StoreRegister.UpdateAsync(claimed.Session, identity, cancellationToken);
        await claimed.Ledger.ChangeRulesAsync(claimed.Number, rules.Hash(), cancellationToken);
        return new Claimed(
            claimed.Start with { Request = claimed.Request with { Store = store } }, claimed.Number,
            await StoreRegister.FindOrAddAsync(claimed.Session, identity, cancellationToken), identity, claimed.Session, claimed.Ledger,
            source, rules);
    }

    private (IShopSource Source, FunnelRules Rules, StoreIdentity Identity) PartsOf(StoreOptions store)
    {
        var source = sources.Create(store);
        return (
            source, settings.Funnel.RulesOf(store.Name, store.TimeZone, source.Kind.Origins, source.Choices), IdentityOf(store, source));
    }

    /// <summary>A store as the settings state it.</summary>
    public static StoreIdentity IdentityOf(StoreOptions store, IShopSource source) =>
        new(store.Name, source.Kind.Name, store.Address(), store.Currency, store.TimeZone, source.Kind.Origins,
            source.Kind.OpenCarts);

    [LoggerMessage(LogEvents.DeadRunsAbandoned, LogLevel.Warning,
        "Store {Store}: runs whose worker had died were marked as abandoned: {Dead}.")]
    private partial void LogAbandoned(string store, long dead);

    [LoggerMessage(LogEvents.SilentHolderEnded, LogLevel.Warning,
        "Store {Store}: the holder of the lock (backend {Pid}) has been silent for too long and is ended.")]
    private partial void LogHolderEnded(string store, int pid);
}
