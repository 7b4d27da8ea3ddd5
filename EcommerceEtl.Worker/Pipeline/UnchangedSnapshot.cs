using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Decides that a snapshot holds exactly what the last success loaded, so that loading it could change nothing.</summary>
internal static class UnchangedSnapshot
{
    /// <summary>The counts of a run that needs no load, all unchanged; null if it must load. Only this database's own ledger counts, since
    /// several databases may share a landing zone.</summary>
    /// <param name="accepted">The run and the snapshot that it would load.</param>
    /// <param name="maxRejectShare">Allowed share of rejects: where it was lowered since, the load must run to be refused.</param>
    public static async Task<ImmutableArray<EntityCounts>?> CountsAsync(
        Accepted accepted, double maxRejectShare, CancellationToken cancellationToken)
    {
        var (claim, snapshot) = (accepted.Claim, accepted.Snapshot);
        // A replay always loads: it is how an operator puts the tables right. A window is compared with nothing.
        if (claim.Request.Replay is not null || snapshot.IsWindow)
            return null;
        var last = await claim.Ledger.LastSuccessAsync(cancellationToken);
        if (last is null
            || last.SnapshotHash != snapshot.Hash
            || !LastLoad.IsByTheSameRules(claim, last)
            || await claim.Ledger.ChangesWithTimeAsync(last, snapshot.TakenAt, cancellationToken))
            return null;
        var counts = await claim.Ledger.CountsAsync(last.RunId, cancellationToken);
        // Of more rejects than are kept, nobody knows which of them time alone would make good.
        if (counts.Sum(count => count.Rejected) > QuarantineLoad.MaxOpen
            || counts.Any(count => RejectShare.Exceeded(count.Accepted, count.Rejected, maxRejectShare)))
            return null;
        var rejected = await claim.Ledger.StandingRejectionsAsync(cancellationToken);
        return [.. counts.Select(count => Unchanged(count, snapshot.Find(count.Entity)) with
        {
            SkippedByCurrency = count.Entity == Entity.Carts ? last.SkippedByCurrency : count.SkippedByCurrency,
            Differing = count.Entity == Entity.Carts ? last.Differing : 0,
            RejectedByReason = rejected[count.Entity].ToImmutableDictionary(),
        })];
    }

    private static EntityCounts Unchanged(EntityCounts last, LandedEntity? landed) => last with
    {
        Inserted = 0,
        Updated = 0,
        Removed = 0,
        Unchanged = last.Accepted,
        Bytes = landed?.Bytes ?? 0,
        Drift = landed?.Drift ?? [],
        NothingRemoved = landed is { Coverage: Coverage.Complete, Keyless: > 0 },
    };
}
