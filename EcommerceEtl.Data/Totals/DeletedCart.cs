using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Totals;

/// <summary>What the tables held of a cart that was deleted, as far as figures count it.</summary>
/// <param name="Buyer">Key of its customer; null for a guest.</param>
/// <param name="State">State of its order; null where it had none.</param>
/// <param name="Sales">The rows of its order.</param>
internal sealed record DeletedCart(
    long Key, long? Buyer, DateOnly Day, bool Viewed, bool Carted, bool Purchased, decimal Units, decimal Revenue, OrderState? State,
    IReadOnlyList<DeletedSale> Sales);

/// <summary>What a deleted row of an order counted.</summary>
/// <param name="Product">0 for none.</param>
/// <param name="IsNetSales">True if it counted in net sales.</param>
internal sealed record DeletedSale(DateOnly Day, long Product, DailyMoney Money, MonthlySums OfProduct, bool IsNetSales)
{
    public static DeletedSale Of(NpgsqlDataReader row)
    {
        var (action, item) = (SnakeCase.Parse<SaleAction>(row.GetString(2)), SnakeCase.Parse<SaleItem>(row.GetString(3)));
        var (quantity, gross, discount, tax) = (row.GetDecimal(5), row.GetDecimal(6), row.GetDecimal(7), row.GetDecimal(8));
        return new DeletedSale(
            row.GetFieldValue<DateOnly>(1), row.GetInt64(4), DailyMoney.Of(action, item, quantity, gross, discount, tax),
            MonthlySums.Of(action, item, quantity, gross - discount), item.IsNetSales());
    }
}
