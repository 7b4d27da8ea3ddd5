namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Refuses a snapshot that differs so much from what the store had that a fault of the shop is likelier than the truth.</summary>
/// <param name="maxShrink">How much of what was there may be gone, 0 to 1.</param>
internal sealed class SnapshotGate(Extracted extracted, SnapshotCounts counted, SnapshotDifference difference, double maxShrink)
{
    private readonly string _store = extracted.Claim.Identity.Name;

    /// <summary>Compares the snapshot with what the store had.</summary>
    /// <returns>What was accepted although so much of it is gone, a text each.</returns>
    /// <exception cref="EtlException"><see cref="ErrorCode.SuspiciousSnapshot"/>, naming the counts and the way out.</exception>
    public async Task<ImmutableArray<string>> PassAsync(CancellationToken cancellationToken)
    {
        var request = extracted.Claim.Request;
        // A landed snapshot has passed this gate, or an operator let it pass: that is what its verdict says.
        var accepted = request.AcceptShrink || request.Replay is not null;
        var highest = await extracted.Claim.Ledger.HighestLiveAsync(extracted.Start.StartedAt, cancellationToken);
        var shrunk = Shrunk(counted.Present, highest, maxShrink);
        ImmutableArray<string> counts =
            [.. shrunk.Select(entity => $"{SnakeCase.Of(entity)} {highest[entity]} -> {counted.Present[entity]}")];
        if (!counts.IsEmpty && !accepted)
            throw Refusal($"the shop answered with far less than it had ({string.Join(", ", counts)})", "look at the shop's API");
        if (request.Replay is not null)
            return counts;
        var others = counted.Present.Keys.Except(shrunk);
        var gone = await new GoneIds(extracted, counted, difference, maxShrink).FindAsync(others, cancellationToken);
        if (!gone.IsEmpty && !accepted)
        {
            throw Refusal(
                $"the shop answered with other records than it had ({string.Join(", ", gone)}), as another shop behind the same address "
                + "would",
                "look which shop answers at Stores:N:BaseUrl. A shop that lists only what is current needs a higher Stores:N:MaxShrink");
        }
        return [.. counts, .. gone];
    }

    /// <summary>The entities that have shrunk too far.</summary>
    /// <param name="present">Different elements an entity in the snapshot.</param>
    /// <param name="highest">Most rows each entity had lately; absent ones were never loaded.</param>
    /// <param name="maxShrink">Allowed loss, 0 to 1.</param>
    public static ImmutableArray<Entity> Shrunk(
        IReadOnlyDictionary<Entity, long> present, IReadOnlyDictionary<Entity, long> highest, double maxShrink) => [.. present
            // Divided, not multiplied: 10 x (1 - 0.7) is above 3 in binary, yet 3 of 10 has not lost more than 0.7.
            .Where(now => highest.TryGetValue(now.Key, out var before) && before > 0
                && (now.Value == 0 || (double)(before - now.Value) / before > maxShrink))
            .Select(now => now.Key)
            .Order(),
    ];

    private EtlException Refusal(string seen, string otherwise) => new(
        ErrorCode.SuspiciousSnapshot,
        $"Store '{_store}': {seen}. Nothing was changed. If that is right, run once with "
        + $"`run --store {_store} --accept-shrink`; otherwise {otherwise}.");
}
