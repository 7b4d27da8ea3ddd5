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

/// <summary>What lines of one product in one month count in <c>monthly_products</c>, or by how much that differs.</summary>
internal readonly record struct MonthlySums(int Lines, int Views, int Carts, int Purchases, int Unpriced, decimal Units, Money Revenue)
{
    public static MonthlySums operator +(MonthlySums left, MonthlySums right) => new(
        left.Lines + right.Lines, left.Views + right.Views, left.Carts + right.Carts, left.Purchases + right.Purchases,
        left.Unpriced + right.Unpriced, left.Units + right.Units, left.Revenue + right.Revenue);

    public static MonthlySums operator -(MonthlySums sums) => new(
        -sums.Lines, -sums.Views, -sums.Carts, -sums.Purchases, -sums.Unpriced, -sums.Units, Money.Zero - sums.Revenue);

    /// <summary>What one line counts.</summary>
    public static MonthlySums Of(in ProjectedLine line)
    {
        var seen = new MonthlySums(1, line.ViewedAt is null ? 0 : 1, line.CartedAt is null ? 0 : 1, 0, 0, 0, Money.Zero);
        if (line.PurchasedAt is null)
            return seen;
        return line.UnitPrice is { } price ? seen with { Purchases = 1, Units = line.Quantity, Revenue = price * line.Quantity }
            : seen with { Purchases = 1, Units = line.Quantity, Unpriced = 1 };
    }
}

/// <summary>What a store's carts of one day add up to.</summary>
/// <param name="Carts">How many.</param>
/// <param name="Revenue">Their revenue.</param>
public readonly record struct DayTotal(long Carts, decimal Revenue)
{
    /// <summary>The figures of every day that has carts, as the session's transaction sees them.</summary>
    public static async Task<ImmutableDictionary<DateOnly, DayTotal>> ReadAsync(
        StoreSession session, short storeId, CancellationToken cancellationToken) =>
        (await session.Command("Totals/select_days", storeId).RowsAsync(
            row => KeyValuePair.Create(row.GetFieldValue<DateOnly>(0), new DayTotal(row.GetInt64(1), row.GetDecimal(2))),
            cancellationToken))
        .ToImmutableDictionary();
}
