using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Data.Totals;

/// <summary>What carts of one day count in <c>daily_sessions</c>, or by how much that differs.</summary>
internal readonly record struct DailySums(
    long Sessions, long Viewed, long Carted, long Orders, long Abandoned, long Added, long Bought, Money Revenue)
{
    public static DailySums operator +(DailySums left, DailySums right) => new(
        left.Sessions + right.Sessions, left.Viewed + right.Viewed, left.Carted + right.Carted, left.Orders + right.Orders,
        left.Abandoned + right.Abandoned, left.Added + right.Added, left.Bought + right.Bought, left.Revenue + right.Revenue);

    public static DailySums operator -(DailySums sums) => new(
        -sums.Sessions, -sums.Viewed, -sums.Carted, -sums.Orders, -sums.Abandoned, -sums.Added, -sums.Bought, Money.Zero - sums.Revenue);

    public static DailySums Of(in CartTotals cart) => Of(cart.Viewed, cart.Carted, cart.Purchased, cart.Revenue);

    /// <summary>What one cart counts.</summary>
    public static DailySums Of(bool viewed, bool carted, bool purchased, Money revenue) => new(
        1, One(viewed), One(carted), One(purchased), One(carted && !purchased), One(viewed && carted),
        One(viewed && carted && purchased), revenue);

    private static long One(bool counts) => counts ? 1 : 0;
}
