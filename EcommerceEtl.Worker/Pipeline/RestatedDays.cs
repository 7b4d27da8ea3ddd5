using System.Collections.Frozen;
using EcommerceEtl.Data.Restatements;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Decides which changes of a load are restatements: those of days that were final when somebody could last look.</summary>
internal static class RestatedDays
{
    /// <summary>What counts as a restatement in a run; null on a store's first success, before which there were no figures.</summary>
    public static async Task<RestatementScope?> ScopeAsync(
        Accepted accepted, CatalogueUpdate catalogue, CancellationToken cancellationToken)
    {
        var (claim, snapshot) = (accepted.Claim, accepted.Snapshot);
        if (await claim.Ledger.LastSuccessAsync(cancellationToken) is not { } last)
            return null;
        // A forced replay goes back behind what has been shown: the days since its snapshot were final all the same.
        var seen = last.SnapshotTime > snapshot.TakenAt ? last.SnapshotTime.Value : snapshot.TakenAt;
        var moved = StoreRegister.Moves(claim.Known, claim.Identity).Length > 0;
        var everywhere = moved ? RestatementCause.StoreChanged : RestatementCause.None;
        if (claim.Request.Replay is not null)
            everywhere |= RestatementCause.Replayed;
        return new RestatementScope(
            FinalDays.LastAt(seen, claim.Rules.TimeZone), everywhere, last.RulesHash != claim.Rules.Hash(),
            catalogue.Inserted.Select(product => product.Product.Id.Key).ToFrozenSet())
        {
            FirstDay = await SourceState.CompleteSinceAsync(claim.Session, claim.StoreId, cancellationToken) is not { } since
                ? DateOnly.MinValue
                : since == DateTime.MaxValue ? DateOnly.MaxValue
                : DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(since, claim.Rules.TimeZone)).AddDays(1),
        };
    }
}
