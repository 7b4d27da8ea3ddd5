namespace EcommerceEtl.Domain.Catalog;

/// <summary>A customer. The city is the only personal detail that ever gets this far.</summary>
/// <param name="Id">Its id.</param>
/// <param name="City">The city as the shop spells it, outer white space removed; empty where the shop states none.</param>
public sealed record Customer(CustomerId Id, string City);
