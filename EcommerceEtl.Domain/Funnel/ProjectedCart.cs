using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>A cart as the warehouse keeps it: the row of <c>carts</c> and its rows of <c>cart_lines</c>.</summary>
/// <param name="PlacedAt">The cart's time, UTC.</param>
/// <param name="Day">Its day in the store's zone: every daily figure uses it.</param>
/// <param name="Lines">Its lines, numbered from 1 in the shop's order.</param>
/// <param name="ContentHash">XxHash128 over all of the above: the cart is changed when it differs.</param>
public sealed record ProjectedCart(
    CartId Id, CustomerId? Customer, DateTime PlacedAt, DateOnly Day, ImmutableArray<ProjectedLine> Lines, CartTotals Totals,
    Guid ContentHash);

/// <summary>One line with the times of its funnel steps.</summary>
/// <param name="LineNumber">1 to <see cref="Quality.ValueLimits.MaxLinesPerCart"/>.</param>
/// <param name="Product">The product; null where the line has none.</param>
/// <param name="Quantity">Above 0, 3 decimals.</param>
/// <param name="UnitPrice">The one price of the line; null while its product was never seen (unpriced, never 0).</param>
/// <param name="ViewedAt">UTC; null if it was not viewed.</param>
/// <param name="CartedAt">UTC; null if it was not added to the cart.</param>
/// <param name="PurchasedAt">UTC; null if it was not bought.</param>
public readonly record struct ProjectedLine(
    short LineNumber, ProductId? Product, decimal Quantity, Money? UnitPrice, DateTime? ViewedAt, DateTime? CartedAt,
    DateTime? PurchasedAt);

/// <summary>What the lines of a cart add up to.</summary>
/// <param name="Viewed">Some line was viewed.</param>
/// <param name="Carted">Some line was added to the cart.</param>
/// <param name="Purchased">Some line was bought: the cart is an order.</param>
/// <param name="GrossValue">Price x quantity of all priced lines.</param>
/// <param name="Units">Quantity of the bought lines, priced or not.</param>
/// <param name="Revenue">Price x quantity of the bought lines that are priced.</param>
/// <param name="Unpriced">Number of lines with no known price.</param>
public readonly record struct CartTotals(
    bool Viewed, bool Carted, bool Purchased, Money GrossValue, decimal Units, Money Revenue, int Unpriced);
