using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Domain.Orders;

/// <summary>One row of an order: something sold, or something that came back. Rows are never netted: a return has its own day, and figures
/// are sums of rows. Amounts are in the store's currency, 4 decimals, without tax.</summary>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Line">The line of the cart it belongs to, from 1; null where it belongs to none.</param>
/// <param name="Product">The product; null where the row has none.</param>
/// <param name="Quantity">Units of a product, 3 decimals, at most 0 in a return; 0 where nothing is counted.</param>
/// <param name="Gross">Price times quantity before discounts; of a return the same with the sign turned.</param>
/// <param name="Discount">What of <paramref name="Gross"/> was taken off, with the same sign.</param>
/// <param name="Tax">Tax that comes on top, with the same sign.</param>
public readonly record struct Sale(
    DateTime At, SaleAction Action, SaleCause Cause, SaleItem Item, short? Line, ProductId? Product, decimal Quantity, decimal Gross,
    decimal Discount, decimal Tax)
{
    /// <summary>What it adds to the money of its item: gross less discount.</summary>
    public decimal Net => Gross - Discount;

    /// <summary>What it adds to the total of its order.</summary>
    public decimal Total => Gross - Discount + Tax;

    /// <summary>True if it counts in net sales; shipping, tips, duties and gift cards stand beside them.</summary>
    public bool IsNetSales => Item.IsNetSales();

    /// <summary>True if it belongs to the order as it was placed or edited, not to what happened to it afterwards.</summary>
    public bool IsOrdered => Cause is SaleCause.Order or SaleCause.Edit;
}

/// <summary>The direction of a row.</summary>
public enum SaleAction
{
    Sale,
    Return,
}

/// <summary>What made a row.</summary>
public enum SaleCause
{
    Order,
    Edit,
    Refund,
    Cancellation,
}

/// <summary>What a row is about.</summary>
public enum SaleItem
{
    Product,

    /// <summary>A fee beside the products, or a reduction that the shop writes as a negative one.</summary>
    Fee,

    Shipping,

    /// <summary>A gift card: money for later, no sale.</summary>
    GiftCard,

    Tip,
    Duty,

    /// <summary>Money that went back without saying for what.</summary>
    Adjustment,
}

/// <summary>What an item counts as.</summary>
public static class SaleItems
{
    /// <summary>True if it counts in net sales.</summary>
    public static bool IsNetSales(this SaleItem item) => item is SaleItem.Product or SaleItem.Fee or SaleItem.Adjustment;
}
