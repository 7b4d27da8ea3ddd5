using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>A cart as the shop states it: one customer's journey, open or ordered.</summary>
/// <param name="PlacedAt">The cart's own time, UTC, cut to the microsecond.</param>
/// <param name="Items">Its lines in the shop's order; may be empty.</param>
/// <param name="Order">What the shop states of its order; null where it has none, or this kind of shop states no orders.</param>
public sealed record Cart(CartId Id, CustomerId? Customer, DateTime PlacedAt, ImmutableArray<CartItem> Items, Order? Order = null);

/// <summary>One line of a cart. What the shop does not state is null and is derived or drawn by the
/// <see cref="FunnelProjector"/>.</summary>
/// <param name="Product">The product; null where the line has none.</param>
/// <param name="Quantity">Above 0, 3 decimals.</param>
/// <param name="StatedPrice">Price of one unit, if the line itself states one.</param>
/// <param name="AddedAt">When it was added to the cart (UTC), if stated.</param>
public readonly record struct CartItem(ProductId? Product, decimal Quantity, Money? StatedPrice = null, DateTime? AddedAt = null);
