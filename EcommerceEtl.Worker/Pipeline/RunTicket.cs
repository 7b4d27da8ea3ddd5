using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Data.Tables;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>A run that holds its store's lock and stands in the ledger as running.</summary>
/// <param name="RunId">Its number.</param>
/// <param name="Known">The store as the warehouse knows it.</param>
/// <param name="Identity">The store as the settings state it.</param>
/// <param name="Session">The session that holds the lock and will write.</param>
/// <param name="Ledger">The store's ledger on that session.</param>
/// <param name="Source">The shop.</param>
/// <param name="Rules">The rules it works by.</param>
internal sealed record RunTicket(
    long RunId, StoreRow Known, StoreIdentity Identity, LoadSession Session, RunLedger Ledger, IShopSource Source, FunnelRules Rules)
{
    public short StoreId => Known.StoreId;

    /// <summary>How a snapshot's elements are mapped.</summary>
    public MappingContext MappingOf(Snapshot snapshot) => new(snapshot.TakenAt, Rules.TimeZone);

    /// <summary>The store's erased customers, whom the run leaves out.</summary>
    public ErasedCustomers Erased { get; init; } = ErasedCustomers.None;
}
