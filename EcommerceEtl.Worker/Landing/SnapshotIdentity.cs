using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Worker.Landing;

/// <summary>What a snapshot is of, and for which run it is taken.</summary>
/// <param name="Store">Name of the store, also its folder.</param>
/// <param name="Kind">Kind of shop.</param>
/// <param name="Address">Address asked.</param>
/// <param name="Currency">ISO 4217 code of the shop's one currency.</param>
/// <param name="TakenAt">Snapshot time (UTC): when the extract began; kept to the millisecond.</param>
/// <param name="RunId">Number of the run in its database; several databases may share one landing zone.</param>
/// <param name="Slot">Scheduled time the run answers for (UTC); null for a run without one.</param>
public sealed record SnapshotIdentity(
    string Store, string Kind, ShopAddress Address, string Currency, DateTime TakenAt, long RunId, DateTime? Slot)
{
    /// <summary>The store's erased customers, who do not land.</summary>
    public ErasedCustomers Erased { get; init; } = ErasedCustomers.None;
}
