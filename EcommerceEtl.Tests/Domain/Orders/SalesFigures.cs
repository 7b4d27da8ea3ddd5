using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Orders;

/// <summary>The figures of some rows, by their definition: amounts without tax.</summary>
internal sealed record SalesFigures(
    decimal Units, decimal Gross, decimal Discounts, decimal Returns, decimal Shipping, decimal Tax, decimal Other)
{
    public decimal Net => Gross - Discounts - Returns;

    public decimal Total => Net + Shipping + Tax + Other;

    public static SalesFigures Of(IEnumerable<Sale> sales)
    {
        var rows = sales.ToList();
        var sold = rows.Where(row => row is { Action: SaleAction.Sale, Item: SaleItem.Product or SaleItem.Fee }).ToList();
        return new SalesFigures(
            sold.Where(row => row.Item == SaleItem.Product).Sum(row => row.Quantity),
            sold.Sum(row => row.Gross),
            sold.Sum(row => row.Discount),
            -rows.Where(row => row is
            { Action: SaleAction.Return, Item: SaleItem.Product or SaleItem.Fee or SaleItem.Adjustment }).Sum(row => row.Net),
            rows.Where(row => row.Item == SaleItem.Shipping).Sum(row => row.Net),
            rows.Sum(row => row.Tax),
            rows.Where(row => row.Item is SaleItem.Tip or SaleItem.Duty or SaleItem.GiftCard).Sum(row => row.Net));
    }
}
