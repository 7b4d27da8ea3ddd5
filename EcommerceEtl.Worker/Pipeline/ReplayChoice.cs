using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Chooses the landed snapshot that a replay loads.</summary>
internal static class ReplayChoice
{
    /// <summary>The snapshots that <c>replay --all</c> loads, in order of snapshot time.</summary>
    /// <param name="force">True to load snapshots of another shop too.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.LandingDamaged"/>: a manifest cannot be read;
    /// <see cref="ErrorCode.StoreChanged"/>: one is of another shop or currency. Its prices are history too, so it is not passed over in
    /// silence.</exception>
    public static IReadOnlyList<Snapshot> All(StoreIdentity store, LandingIndex landed, bool force)
    {
        RefuseDamaged(landed);
        List<Snapshot> kept = [.. Accepted(landed)];
        kept.ForEach(snapshot => RefuseOtherShop(store, snapshot, force));
        return kept;
    }

    /// <summary>The snapshot that was asked for; by default the newest complete accepted one of this shop.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.LandingUnavailable"/>: there is none; <see cref="ErrorCode.LandingDamaged"/>: a
    /// manifest that cannot be read may be the one; <see cref="ErrorCode.StoreChanged"/>: it is of another kind, address or currency;
    /// <see cref="ErrorCode.SuspiciousSnapshot"/>: a newer one was loaded already.</exception>
    public static Snapshot Choose(StoreIdentity store, ReplayOf replay, LandingIndex landed, DateTime? lastLoaded)
    {
        var isNewest = replay is { RunId: null, TakenAt: null };
        List<Snapshot> found = [.. Accepted(landed).Where(snapshot => isNewest ? snapshot.IsComplete
            : (replay.RunId is null || snapshot.RunId == replay.RunId) && (replay.TakenAt is null || snapshot.TakenAt == replay.TakenAt))];
        if (isNewest || found.Count == 0)
            RefuseDamaged(landed);
        // Several databases may have a run of this number: one of this shop is meant before one of another. With none of this shop, the
        // last one of another is what the refusal speaks of, or what --force loads.
        var chosen = found.LastOrDefault(snapshot => IsOfStore(store, snapshot)) ?? found.LastOrDefault() ?? throw new EtlException(
            ErrorCode.LandingUnavailable,
            isNewest ? $"Store '{store.Name}': the landing zone holds no complete accepted snapshot. `run` takes one."
                : $"Store '{store.Name}': the landing zone holds no accepted snapshot of run {replay.RunId}. `replay` without --run takes "
                + "the newest one.");
        RefuseOtherShop(store, chosen, replay.Force);
        if (!replay.Force && lastLoaded > chosen.TakenAt)
        {
            throw new EtlException(
                ErrorCode.SuspiciousSnapshot,
                $"Store '{store.Name}': the snapshot of {chosen.TakenAt:yyyy-MM-dd HH:mm:ss}Z is older than the one loaded last "
                + $"({lastLoaded:yyyy-MM-dd HH:mm:ss}Z). Add --force to put the warehouse back to it.");
        }
        return chosen;
    }

    private static IEnumerable<Snapshot> Accepted(LandingIndex landed) =>
        landed.Snapshots.Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted);

    private static bool IsOfStore(StoreIdentity store, Snapshot snapshot) =>
        snapshot.Currency == store.Currency && store.MovesFrom(snapshot.Kind, snapshot.Shop).Length == 0;

    /// <summary>Fails if a snapshot is not of the shop that the settings name, or not in its currency.</summary>
    private static void RefuseOtherShop(StoreIdentity store, Snapshot snapshot, bool force)
    {
        var which = $"Store '{store.Name}': the snapshot of {snapshot.TakenAt:yyyy-MM-dd HH:mm:ss}Z (run {snapshot.RunId})";
        // Settings without a currency take that of what was loaded or landed, which is compared once the replay knows it.
        if (store.Currency.Length > 0 && snapshot.Currency != store.Currency)
        {
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"{which} holds amounts in {snapshot.Currency}, those of the store are in {store.Currency}. Nothing was changed, and "
                + "--force does not help: the sums would be relabelled. Keep that currency under a store name of its own, or move the "
                + "manifest out of the landing zone.");
        }
        if (!force && store.MovesFrom(snapshot.Kind, snapshot.Shop) is { Length: > 0 } moves)
        {
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"{which} is of another shop ({moves}). Nothing was changed. If it is the same shop that moved, add "
                + "--force; otherwise correct the store's settings, or move the manifest out of the landing zone.");
        }
    }

    /// <summary>Fails while a manifest cannot be read: it may be the newest one, or hold a price that no other does.</summary>
    private static void RefuseDamaged(LandingIndex landed)
    {
        if (!landed.Damaged.IsEmpty)
            throw landed.Damaged[0].Error;
    }
}

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
