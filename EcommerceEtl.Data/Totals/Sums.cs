using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Totals;

/// <summary>What carts and rows of orders count in a day's row of <c>daily_totals</c>, or by how much that differs.</summary>
internal readonly record struct DailySums(DailySteps Steps, DailyMoney Money)
{
    public static DailySums operator +(in DailySums left, in DailySums right) => new(left.Steps + right.Steps, left.Money + right.Money);

    public static DailySums operator -(in DailySums sums) => new(-sums.Steps, -sums.Money);

    /// <summary>These sums and those of a cart without an order. In a first load this runs for every cart: only what such a cart can have
    /// is added.</summary>
    public DailySums With(in DailySteps steps, decimal units, decimal revenue) =>
        new(Steps + steps, Money with { Units = Money.Units + units, Gross = Money.Gross + revenue });
}

/// <summary>How many carts of a day got how far.</summary>
internal readonly record struct DailySteps(
    long Sessions, long Viewed, long Carted, long Orders, long Abandoned, long Added, long Bought)
{
    public static DailySteps operator +(in DailySteps left, in DailySteps right) => new(
        left.Sessions + right.Sessions, left.Viewed + right.Viewed, left.Carted + right.Carted, left.Orders + right.Orders,
        left.Abandoned + right.Abandoned, left.Added + right.Added, left.Bought + right.Bought);

    public static DailySteps operator -(in DailySteps steps) => new(
        -steps.Sessions, -steps.Viewed, -steps.Carted, -steps.Orders, -steps.Abandoned, -steps.Added, -steps.Bought);

    /// <summary>What one cart counts.</summary>
    /// <param name="knowsViews">False where the store knows no views: its funnel begins with the add-to-cart.</param>
    /// <param name="state">State of its order; null where it has none.</param>
    public static DailySteps Of(bool viewed, bool carted, bool purchased, bool knowsViews, OrderState? state)
    {
        var added = carted && (viewed || !knowsViews);
        return new(
            1, One(viewed), One(carted), One(purchased), One(carted && !purchased && state != OrderState.Void), One(added),
            One(added && purchased));
    }

    private static long One(bool counts) => counts ? 1 : 0;
}

/// <summary>Units and money of a day, as the columns of <c>daily_totals</c> have them.</summary>
internal readonly record struct DailyMoney(
    decimal Units, decimal Gross, decimal Discounts, decimal Returns, decimal Shipping, decimal Tax, decimal Other)
{
    /// <summary>Net sales: the revenue of the day.</summary>
    public decimal Net => Gross - Discounts - Returns;

    public static DailyMoney operator +(in DailyMoney left, in DailyMoney right) => new(
        left.Units + right.Units, left.Gross + right.Gross, left.Discounts + right.Discounts, left.Returns + right.Returns,
        left.Shipping + right.Shipping, left.Tax + right.Tax, left.Other + right.Other);

    public static DailyMoney operator -(in DailyMoney money) => new(
        -money.Units, -money.Gross, -money.Discounts, -money.Returns, -money.Shipping, -money.Tax, -money.Other);

    /// <summary>What a cart without an order counts: all of its revenue is gross.</summary>
    public static DailyMoney Of(decimal units, decimal revenue) => default(DailyMoney) with { Units = units, Gross = revenue };

    /// <summary>What one row of an order counts.</summary>
    public static DailyMoney Of(SaleAction action, SaleItem item, decimal quantity, decimal gross, decimal discount, decimal tax)
    {
        var money = default(DailyMoney) with { Tax = tax };
        return (item, action) switch
        {
            (SaleItem.Product, SaleAction.Sale) => money with { Units = quantity, Gross = gross, Discounts = discount },
            (SaleItem.Fee, SaleAction.Sale) => money with { Gross = gross, Discounts = discount },
            (SaleItem.Product or SaleItem.Fee or SaleItem.Adjustment, _) => money with { Returns = discount - gross },
            (SaleItem.Shipping, _) => money with { Shipping = gross - discount },
            _ => money with { Other = gross - discount },
        };
    }
}

/// <summary>What lines and rows of orders of one product count in a month or a part of it, as the columns of <c>monthly_products</c> have
/// it, or by how much that differs.</summary>
internal readonly record struct MonthlySums(
    int Lines, int Views, int Carts, int Purchases, int Unpriced, decimal Units, Money Revenue, decimal ReturnedUnits, Money Returns)
{
    public static MonthlySums operator +(in MonthlySums left, in MonthlySums right) => new(
        left.Lines + right.Lines, left.Views + right.Views, left.Carts + right.Carts, left.Purchases + right.Purchases,
        left.Unpriced + right.Unpriced, left.Units + right.Units, left.Revenue + right.Revenue,
        left.ReturnedUnits + right.ReturnedUnits, left.Returns + right.Returns);

    public static MonthlySums operator -(in MonthlySums sums) => new(
        -sums.Lines, -sums.Views, -sums.Carts, -sums.Purchases, -sums.Unpriced, -sums.Units, Money.Zero - sums.Revenue,
        -sums.ReturnedUnits, Money.Zero - sums.Returns);

    /// <summary>These sums and those of one line. In a first load this runs for every line: only what a line can have is added.</summary>
    /// <param name="ordered">True if its cart has an order, whose rows have the money.</param>
    public MonthlySums With(in ProjectedLine line, bool ordered)
    {
        var seen = this with
        { Lines = Lines + 1, Views = Views + (line.ViewedAt is null ? 0 : 1), Carts = Carts + (line.CartedAt is null ? 0 : 1) };
        if (line.PurchasedAt is null)
            return seen;
        var bought = seen with { Purchases = Purchases + 1, Unpriced = Unpriced + (line.UnitPrice is null ? 1 : 0) };
        if (ordered)
            return bought;
        return bought with
        { Units = Units + line.Quantity, Revenue = line.UnitPrice is { } price ? Revenue + price * line.Quantity : Revenue };
    }

    /// <summary>What one row of an order counts that is of net sales.</summary>
    public static MonthlySums Of(SaleAction action, SaleItem item, decimal quantity, decimal net) => action == SaleAction.Sale
        ? default(MonthlySums) with { Units = item == SaleItem.Product ? quantity : 0, Revenue = new Money(net) }
        : default(MonthlySums) with
        { ReturnedUnits = item == SaleItem.Product ? -quantity : 0, Returns = new Money(-net) };
}

/// <summary>What a store's carts of one day add up to.</summary>
/// <param name="Carts">How many.</param>
/// <param name="Revenue">Net sales of the day.</param>
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
