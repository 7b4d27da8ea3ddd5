namespace EcommerceEtl.Tests.Model;

/// <summary>A snapshot in the landing zone.</summary>
internal sealed record LandedSnapshot(DateTime TakenAt, long RunId, bool Accepted, ShopState Shop);

/// <summary>What the model remembers of runs: successes for the gate, landed snapshots for replays, and how each run must stand in the
/// ledger.</summary>
internal sealed class ReferenceLedger
{
    private readonly List<(DateTime StartedAt, DateTime TakenAt, bool AcceptedShrink, long[] Live)> _successes = [];

    public List<LandedSnapshot> Landed { get; } = [];

    /// <summary>Outcome and error code by run.</summary>
    public SortedDictionary<long, string> Runs { get; } = [];

    /// <summary>Restated days of all runs, without their cause.</summary>
    public List<string> Restated { get; } = [];

    public DateTime? LastTakenAt => _successes.Count == 0 ? null : _successes[^1].TakenAt;

    /// <summary>The error code with which a snapshot must be refused; null if it must be loaded.</summary>
    public string? Refusal(ShopState shop, DateTime takenAt, DateTime startedAt, bool acceptShrink)
    {
        if (!acceptShrink && HasShrunk(shop, startedAt))
            return "suspicious_snapshot";
        return new Sorted<ProductFacts>(shop.Products, takenAt).TooManyRejects
            || new Sorted<CustomerFacts>(shop.Users, takenAt).TooManyRejects
            || new Sorted<CartFacts>(shop.Carts, takenAt).TooManyRejects
                ? "too_many_rejects"
                : null;
    }

    /// <summary>True if some entity has less than half of the most it had within 7 days, since an operator last accepted less.</summary>
    public bool HasShrunk(ShopState shop, DateTime startedAt)
    {
        long[] present =
        [
            new Sorted<ProductFacts>(shop.Products, DateTime.MaxValue.AddDays(-2)).Present,
            new Sorted<CustomerFacts>(shop.Users, DateTime.MaxValue.AddDays(-2)).Present,
            new Sorted<CartFacts>(shop.Carts, DateTime.MaxValue.AddDays(-2)).Present,
        ];
        var counted = _successes.Skip(Math.Max(0, _successes.FindLastIndex(run => run.AcceptedShrink))).ToList();
        return Enumerable.Range(0, 3).Any(i =>
            counted.Where((run, at) => at == counted.Count - 1 || run.StartedAt > startedAt.AddDays(-7)).Select(run => run.Live[i])
                .DefaultIfEmpty(0).Max() is > 0 and var most
            && (present[i] == 0 || present[i] * 2 < most));
    }

    /// <summary>The next run marks those that its store's dead workers left behind.</summary>
    public void MarkAbandoned()
    {
        foreach (var dead in Runs.Where(run => run.Value == "running|-").Select(run => run.Key).ToList())
            Runs[dead] = "abandoned|-";
    }

    public void Succeeded(DateTime startedAt, DateTime takenAt, bool acceptedShrink, IEnumerable<ReferenceCounts> counts) =>
        _successes.Add((startedAt, takenAt, acceptedShrink, [.. counts.Select(count => count.Live)]));

    /// <summary>The snapshot a replay takes: the newest accepted one, or the one of a run.</summary>
    public LandedSnapshot? Replayable(long? runId) => Landed
        .Where(snapshot => snapshot.Accepted && (runId is null || snapshot.RunId == runId))
        .OrderBy(snapshot => snapshot.TakenAt).ThenBy(snapshot => snapshot.RunId)
        .LastOrDefault();
}
