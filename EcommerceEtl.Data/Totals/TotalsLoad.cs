using System.Runtime.InteropServices;

namespace EcommerceEtl.Data.Totals;

/// <summary>Keeps <c>daily_totals</c> and <c>monthly_products</c> the sums of carts, lines and rows of orders: what a load inserts and
/// deletes is added up here as a difference, and the differences are added to the tables in the load's own transaction. Sums are exact, so
/// no order of runs matters. What did not change costs nothing.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if there are no sums of the store yet.</param>
internal sealed class TotalsLoad(LoadContext load, bool isFirst)
{
    private readonly Dictionary<DateOnly, DailySums> _days = [];
    private readonly ProductTotals _products = new(load, isFirst);
    private DateOnly _lastDay;

    /// <summary>A cart that is written, with its lines.</summary>
    public void Inserted(DateOnly day, in CartTotals totals, ProjectedOrder? order, ReadOnlySpan<ProjectedLine> lines)
    {
        var steps = DailySteps.Of(totals.Viewed, totals.Carted, totals.Purchased, load.KnowsViews, order?.Stated.State);
        ref var ofDay = ref Of(day);
        ofDay = order is null ? ofDay.With(steps, totals.Units, totals.Revenue.Amount) : ofDay with { Steps = ofDay.Steps + steps };
        _lastDay = day;
        foreach (ref readonly var line in lines)
        {
            ref var ofProduct = ref _products.Of(day, line.Product?.Key ?? 0);
            ofProduct = ofProduct.With(line, order is not null);
        }
        if (order is null)
            return;
        foreach (var row in order.Sales)
        {
            Of(row.Day) += new DailySums(default, DailyMoney.Of(
                row.Sale.Action, row.Sale.Item, row.Sale.Quantity, row.Sale.Gross, row.Sale.Discount, row.Sale.Tax));
            if (row.Sale.IsNetSales)
                _products.Of(row.Day, row.Sale.Product?.Key ?? 0) +=
                    MonthlySums.Of(row.Sale.Action, row.Sale.Item, row.Sale.Quantity, row.Sale.Net);
        }
    }

    /// <summary>A cart that goes, or whose next version follows.</summary>
    public void Deleted(DeletedCart cart)
    {
        Of(cart.Day) += -new DailySums(
            DailySteps.Of(cart.Viewed, cart.Carted, cart.Purchased, load.KnowsViews, cart.State),
            cart.State is null ? DailyMoney.Of(cart.Units, cart.Revenue) : default);
        foreach (var row in cart.Sales)
        {
            Of(row.Day) += -new DailySums(default, row.Money);
            if (row.IsNetSales)
                _products.Of(row.Day, row.Product) += -row.OfProduct;
        }
    }

    /// <summary>A row of the statement <c>delete_cart_lines</c>: what the deleted lines of a product in a part of a month
    /// counted.</summary>
    public void LinesDeleted(NpgsqlDataReader row) => _products.Of(row.GetFieldValue<DateOnly>(0), row.GetInt64(1)) += -new MonthlySums(
        row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetDecimal(7),
        new Money(row.GetDecimal(8)), 0, Money.Zero);

    /// <inheritdoc cref="ProductTotals.SetAsideIfFull"/>
    public void SetAsideIfFull() => _products.SetAsideIfFull(_lastDay);

    /// <inheritdoc cref="ProductTotals.WriteSetAsideAsync"/>
    public Task WriteSetAsideAsync(CancellationToken cancellationToken) => _products.WriteSetAsideAsync(cancellationToken);

    /// <summary>Writes all differences; nothing if there are none.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _products.WriteAsync(cancellationToken);
        var changed = _days.Where(day => day.Value != default).OrderBy(day => day.Key).ToList();
        if (changed.Count == 0)
            return;
        var days = changed.ConvertAll(day => day.Key).ToArray();
        await load.Session.ExecuteAsync(
            "Totals/add_daily_totals", cancellationToken, load.StoreId, days,
            Steps(steps => steps.Sessions), Steps(steps => steps.Viewed), Steps(steps => steps.Carted), Steps(steps => steps.Orders),
            Steps(steps => steps.Abandoned), Steps(steps => steps.Added), Steps(steps => steps.Bought),
            Money(money => money.Units), Money(money => money.Gross), Money(money => money.Discounts), Money(money => money.Returns),
            Money(money => money.Shipping), Money(money => money.Tax), Money(money => money.Other));
        _days.Clear();

        long[] Steps(Converter<DailySteps, long> column) => changed.ConvertAll(day => column(day.Value.Steps)).ToArray();
        decimal[] Money(Converter<DailyMoney, decimal> column) => changed.ConvertAll(day => column(day.Value.Money)).ToArray();
    }

    private ref DailySums Of(DateOnly day) => ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _);
}
