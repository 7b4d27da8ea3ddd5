using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>A cart as the warehouse keeps it: the row of <c>carts</c>, its rows of <c>cart_lines</c>, and where the shop states an order
/// the rows of <c>orders</c> and <c>order_sales</c>.</summary>
/// <param name="PlacedAt">The cart's time, UTC.</param>
/// <param name="Day">The day on which it counts, in the store's zone: that of its order's sale, else that of its own time.</param>
/// <param name="Lines">Its lines, numbered from 1 in the shop's order.</param>
/// <param name="ContentHash">XxHash128 over all the rest: the cart is changed when it differs.</param>
/// <param name="Order">Its order; null where the shop states none.</param>
public sealed record ProjectedCart(
    CartId Id, CustomerId? Customer, DateTime PlacedAt, DateOnly Day, ImmutableArray<ProjectedLine> Lines, CartTotals Totals,
    Guid ContentHash, ProjectedOrder? Order = null);

/// <summary>An order with the days of its rows.</summary>
/// <param name="Stated">What the shop states.</param>
/// <param name="Sales">Its rows, numbered from 1 in order of time.</param>
public sealed record ProjectedOrder(Order Stated, ImmutableArray<ProjectedSale> Sales)
{
    /// <summary>The totals of its cart: steps and value are those of the lines, units and revenue those of the order as it was placed and
    /// edited.</summary>
    internal CartTotals In(in CartTotals lines)
    {
        var ordered = Sales.Where(row => row.Sale.IsOrdered).ToList();
        return lines with
        {
            Purchased = Stated.PlacedAt is not null,
            Units = ordered.Where(row => row.Sale is { Action: SaleAction.Sale, Item: SaleItem.Product }).Sum(row => row.Sale.Quantity),
            Revenue = new Money(ordered.Where(row => row.Sale.IsNetSales).Sum(row => row.Sale.Net)),
        };
    }
}

/// <summary>A row of an order.</summary>
/// <param name="Day">The day on which it counts, in the store's zone.</param>
public readonly record struct ProjectedSale(DateOnly Day, Sale Sale);

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
/// <param name="Purchased">The cart is an order: some line was bought, or the shop says so.</param>
/// <param name="GrossValue">Price x quantity of all priced lines.</param>
/// <param name="Units">Quantity of the bought lines, priced or not; of an order the units sold.</param>
/// <param name="Revenue">Price x quantity of the bought lines that are priced; of an order gross less discounts.</param>
/// <param name="Unpriced">Number of lines with no known price.</param>
public readonly record struct CartTotals(
    bool Viewed, bool Carted, bool Purchased, Money GrossValue, decimal Units, Money Revenue, int Unpriced);
