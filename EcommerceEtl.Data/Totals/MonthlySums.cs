using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Data.Totals;

/// <summary>What lines of one product in one month count in <c>monthly_products</c>, or by how much that differs.</summary>
internal readonly record struct MonthlySums(int Lines, int Views, int Carts, int Purchases, int Unpriced, decimal Units, Money Revenue)
{
    public static MonthlySums operator +(MonthlySums left, MonthlySums right) => new(
        left.Lines + right.Lines, left.Views + right.Views, left.Carts + right.Carts, left.Purchases + right.Purchases,
        left.Unpriced + right.Unpriced, left.Units + right.Units, left.Revenue + right.Revenue);

    public static MonthlySums operator -(MonthlySums sums) => new(
        -sums.Lines, -sums.Views, -sums.Carts, -sums.Purchases, -sums.Unpriced, -sums.Units, Money.Zero - sums.Revenue);

    /// <summary>What one line counts.</summary>
    public static MonthlySums Of(in CartLine line)
    {
        var seen = new MonthlySums(1, line.ViewedAt is null ? 0 : 1, line.CartedAt is null ? 0 : 1, 0, 0, 0, Money.Zero);
        if (line.PurchasedAt is null)
            return seen;
        return line.UnitPrice is { } price
            ? seen with { Purchases = 1, Units = line.Quantity, Revenue = price * line.Quantity }
            : seen with { Purchases = 1, Units = line.Quantity, Unpriced = 1 };
    }
}
