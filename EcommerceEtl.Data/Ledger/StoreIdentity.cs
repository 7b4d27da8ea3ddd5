using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Data.Ledger;

/// <summary>What the warehouse knows of a store beside its rows.</summary>
/// <param name="Name">Its name: folder, label and lock key.</param>
/// <param name="Kind">Source kind, such as <c>FakeStore</c>.</param>
/// <param name="Address">Address of its API.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="TimeZone">IANA name of the zone that days are counted in.</param>
/// <param name="Origins">Where its funnel steps come from.</param>
public sealed record StoreIdentity(string Name, string Kind, ShopAddress Address, string Currency, string TimeZone, StepOrigins Origins);
