using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Finds the landed snapshot that a replay loads again.</summary>
internal sealed class LandedSnapshots(
    WorkerSettings settings, SourceFactory sources, LandingZone landing, CustomerErasures erasures, TimeProvider clock)
{
    /// <summary>Chooses the snapshot, after whatever a backup brought back of erased customers has been taken out.</summary>
    /// <exception cref="EtlException">There is none that may be loaded.</exception>
    public async Task<Snapshot> ChooseAsync(
        StoreOptions options, ReplayOf replay, StoreSession session, CancellationToken cancellationToken)
    {
        var store = RunClaims.IdentityOf(options, sources.Create(options));
        var known = await StoreRegister.FindAsync(session, store.Name, cancellationToken);
        if (known is not null)
            await StoreRegister.RefuseChangeAsync(session, known, store, accepted: false, cancellationToken);
        var erased = await erasures.MergeAsync(session, store.Name, known, cancellationToken);
        await erasures.RepeatAsync(session, store.Name, erased, cancellationToken);
        var last = known is null ? null : await new RunLedger(session, known.StoreId).LastSuccessAsync(cancellationToken);
        // Thousands of manifests, and maybe on a slow disk: the locking session is kept alive meanwhile.
        var landed = await Heartbeat.DuringAsync(
            session, settings.Database.SessionTimeout, clock, token => landing.IndexAsync(store.Name, token), cancellationToken);
        return ReplayChoice.Choose(store, replay, landed, last?.SnapshotTime);
    }
}
