using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Chooses the landed snapshot that a replay loads.</summary>
internal static class ReplayChoice
{
    /// <summary>The snapshots that may be replayed, in order of snapshot time.</summary>
    public static IEnumerable<Snapshot> Replayable(IEnumerable<Snapshot> landed) =>
        landed.Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted);

    /// <summary>The snapshot that was asked for.</summary>
    /// <exception cref="EtlException">
    /// <see cref="ErrorCode.LandingUnavailable"/>: there is none; <see cref="ErrorCode.LandingDamaged"/>: a manifest that cannot be read may be the one; <see cref="ErrorCode.SuspiciousSnapshot"/>: a newer one was loaded already.
    /// </exception>
    public static Snapshot Choose(string store, ReplayOf replay, LandingIndex landed, DateTime? lastLoaded)
    {
        if (replay is { RunId: null, TakenAt: null })
            RefuseDamaged(landed);
        var candidates = Replayable(landed.Snapshots)
            .Where(snapshot => replay.RunId is null || snapshot.RunId == replay.RunId)
            .Where(snapshot => replay.TakenAt is null || snapshot.TakenAt == replay.TakenAt)
            .ToList();
        if (candidates.Count == 0)
            RefuseDamaged(landed);
        var chosen = candidates.LastOrDefault() ?? throw new EtlException(
            ErrorCode.LandingUnavailable,
            replay.RunId is { } run
                ? $"Store '{store}': the landing zone holds no accepted snapshot of run {run}. `replay` without --run takes the newest one."
                : $"Store '{store}': the landing zone holds no accepted snapshot. `run` takes one.");
        if (!replay.Force && lastLoaded > chosen.TakenAt)
        {
            throw new EtlException(
                ErrorCode.SuspiciousSnapshot,
                $"Store '{store}': the snapshot of {chosen.TakenAt:yyyy-MM-dd HH:mm:ss}Z is older than the one loaded last ({lastLoaded:yyyy-MM-dd HH:mm:ss}Z). Add --force "
                + "to put the warehouse back to it.");
        }
        return chosen;
    }

    /// <summary>Fails while a manifest cannot be read: it may be the newest one, or hold a price that no other does.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.LandingDamaged"/>, naming the file.</exception>
    public static void RefuseDamaged(LandingIndex landed)
    {
        if (!landed.Damaged.IsEmpty)
            throw landed.Damaged[0];
    }
}
