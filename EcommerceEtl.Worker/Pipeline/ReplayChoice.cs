using System.Collections.Immutable;
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
    /// <see cref="ErrorCode.LandingUnavailable"/>: there is none; <see cref="ErrorCode.SuspiciousSnapshot"/>: a newer one was loaded already.
    /// </exception>
    public static Snapshot Choose(string store, ReplayOf replay, ImmutableArray<Snapshot> landed, DateTime? lastLoaded)
    {
        var candidates = Replayable(landed)
            .Where(snapshot => replay.RunId is null || snapshot.RunId == replay.RunId)
            .Where(snapshot => replay.TakenAt is null || snapshot.TakenAt == replay.TakenAt)
            .ToList();
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
}
