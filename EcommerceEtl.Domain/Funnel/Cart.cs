using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>A cart as the shop states it: one customer's journey, open or ordered.</summary>
/// <param name="PlacedAt">The cart's own time, UTC, cut to the microsecond.</param>
/// <param name="Items">Its lines in the shop's order; may be empty.</param>
public sealed record Cart(CartId Id, CustomerId? Customer, DateTime PlacedAt, ImmutableArray<CartItem> Items);

/// <summary>One line of a cart. What the shop does not state is null and is derived or drawn by the
/// <see cref="FunnelProjector"/>.</summary>
/// <param name="Product">The product; null where the line has none.</param>
/// <param name="Quantity">Above 0, 3 decimals.</param>
/// <param name="StatedPrice">Price of one unit, if the line itself states one.</param>
/// <param name="AddedAt">When it was added to the cart (UTC), if stated.</param>
/// <param name="PurchasedAt">When it was bought (UTC), if stated.</param>
public readonly record struct CartItem(
    ProductId? Product, decimal Quantity, Money? StatedPrice = null, DateTime? AddedAt = null, DateTime? PurchasedAt = null);
