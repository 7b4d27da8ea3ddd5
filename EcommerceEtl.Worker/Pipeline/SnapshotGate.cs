using System.Collections.Immutable;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Refuses a snapshot that is so much smaller than the store was that a fault of the shop is likelier than the truth.</summary>
internal static class SnapshotGate
{
    /// <summary>Compares what a complete snapshot has with what the store had.</summary>
    /// <param name="store">The store's name, for the message.</param>
    /// <param name="present">Different elements an entity in the snapshot.</param>
    /// <param name="highest">Most rows each entity had lately; absent ones were never loaded.</param>
    /// <param name="maxShrink">Allowed loss, 0 to 1.</param>
    /// <param name="acceptShrink">True if the operator accepts the loss.</param>
    /// <returns>What was accepted although it had shrunk, a text each.</returns>
    /// <exception cref="EtlException"><see cref="ErrorCode.SuspiciousSnapshot"/>, naming the counts and the way out.</exception>
    public static ImmutableArray<string> Check(
        string store, IReadOnlyDictionary<Entity, long> present, IReadOnlyDictionary<Entity, long> highest, double maxShrink, bool acceptShrink)
    {
        var shrunk = present
            // Divided, not multiplied: 10 x (1 - 0.7) is above 3 in binary, yet 3 of 10 has not lost more than 0.7.
            .Where(now => highest.TryGetValue(now.Key, out var before) && before > 0
                && (now.Value == 0 || (double)(before - now.Value) / before > maxShrink))
            .OrderBy(now => now.Key)
            .Select(now => $"{SnakeCase.Of(now.Key)} {highest[now.Key]} -> {now.Value}")
            .ToImmutableArray();
        if (shrunk.IsEmpty || acceptShrink)
            return shrunk;
        throw new EtlException(
            ErrorCode.SuspiciousSnapshot,
            $"Store '{store}': the shop answered with far less than it had ({string.Join(", ", shrunk)}). Nothing was changed. If that is right, run once "
            + $"with `run --store {store} --accept-shrink`; otherwise look at the shop's API.");
    }
}
