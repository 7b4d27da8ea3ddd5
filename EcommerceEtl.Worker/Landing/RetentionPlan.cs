namespace EcommerceEtl.Worker.Landing;

/// <summary>What retention does with each manifest of a store.</summary>
/// <param name="Kept">The manifests that are left, whole or reduced.</param>
/// <param name="Reduced">Those of <paramref name="Kept"/> that must be written again, since of them only the products stay.</param>
/// <remarks>Whole stay: all manifests of the last 24 hours, the best one of each day (UTC) before them up to the kept days, and however old
/// the newest complete accepted one and the newest accepted one that the next run goes on from. Of the others, those whose list of products
/// differs from that of the accepted one before keep the products: they carry the price history, which no shop tells again. So a price is
/// never lost, while carts and customers leave.</remarks>
internal sealed record RetentionPlan(ImmutableArray<Snapshot> Kept, ImmutableArray<Snapshot> Reduced, ImmutableArray<Snapshot> Deleted)
{
    private static readonly TimeSpan AllOf = TimeSpan.FromDays(1);

    /// <summary>Applies the rules.</summary>
    /// <param name="snapshots">All manifests that can be read, in order of snapshot time.</param>
    /// <param name="now">UTC.</param>
    /// <param name="days">How long snapshots are kept.</param>
    public static RetentionPlan Of(IReadOnlyList<Snapshot> snapshots, DateTime now, int days)
    {
        var (whole, prices) = (Whole(snapshots, now, days), CarryPrices(snapshots));
        ImmutableArray<Snapshot> reduced =
        [
            .. snapshots.Where(snapshot => prices.Contains(snapshot) && !whole.Contains(snapshot) && !snapshot.IsProductsOnly)
                .Select(snapshot => snapshot.ProductsOnly()),
        ];
        var asTheyAre = snapshots.Where(snapshot => whole.Contains(snapshot) || (prices.Contains(snapshot) && snapshot.IsProductsOnly));
        return new RetentionPlan(
            [.. asTheyAre, .. reduced], reduced,
            [.. snapshots.Where(snapshot => !whole.Contains(snapshot) && !prices.Contains(snapshot))]);
    }

    private static HashSet<Snapshot> Whole(IReadOnlyList<Snapshot> snapshots, DateTime now, int days)
    {
        var whole = snapshots.Where(snapshot => !snapshot.IsProductsOnly).ToList();
        var kept = whole.Where(snapshot => snapshot.TakenAt >= now - AllOf).ToHashSet();
        // The best one is the newest that can be replayed whole, else the newest that was accepted, else the newest that somebody may want
        // to look at.
        kept.UnionWith(whole.Where(snapshot => snapshot.TakenAt >= now.AddDays(-days))
            .GroupBy(snapshot => snapshot.TakenAt.Date)
            .Select(day => day.OrderBy(CanBeReplayedWhole).ThenBy(IsAccepted).ThenBy(snapshot => snapshot.TakenAt).Last()));
        // Without it, there would be nothing to replay.
        kept.UnionWith(whole.Where(CanBeReplayedWhole).TakeLast(1));
        // While a history is filled the next run goes on from one that is not complete.
        kept.UnionWith(whole.Where(snapshot => IsAccepted(snapshot) && !snapshot.IsWindow).TakeLast(1));
        return kept;
    }

    /// <summary>The accepted snapshots whose products differ from those of the accepted one before. Leaving out the others never makes two
    /// equal ones neighbours that were none.</summary>
    private static HashSet<Snapshot> CarryPrices(IReadOnlyList<Snapshot> snapshots)
    {
        HashSet<Snapshot> carrying = [];
        string? before = null;
        foreach (var snapshot in snapshots.Where(IsAccepted))
        {
            if (snapshot.Find(Entity.Products)?.Hash is not { } hash || hash == before)
                continue;
            carrying.Add(snapshot);
            before = hash;
        }
        return carrying;
    }

    private static bool IsAccepted(Snapshot snapshot) => snapshot.Verdict == SnapshotVerdict.Accepted;

    private static bool CanBeReplayedWhole(Snapshot snapshot) => IsAccepted(snapshot) && snapshot.IsComplete;
}
