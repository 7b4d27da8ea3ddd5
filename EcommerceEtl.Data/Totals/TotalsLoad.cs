using System.Runtime.InteropServices;

namespace EcommerceEtl.Data.Totals;

/// <summary>Keeps <c>daily_totals</c> and <c>monthly_products</c> the sums of carts, lines and rows of orders: what a load inserts and
/// deletes is added up here as a difference, and the differences are added to the tables in the load's own transaction. Sums are exact, so
/// no order of runs matters. What did not change costs nothing.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if there are no sums of the store yet.</param>
internal sealed class TotalsLoad(LoadContext load, bool isFirst)
{
    /// <summary>Products of months after which the differences are written, 1.5 MB: a snapshot may touch every product in every month, but
    /// in order of time it touches few months at once.</summary>
    private const int MaxHeld = 12_000;

    private readonly Dictionary<DateOnly, DailySums> _days = [];
    private Dictionary<(DateOnly Month, long Product), MonthlySums> _products = new(MaxHeld);
    private Dictionary<(DateOnly Month, long Product), MonthlySums> _setAside = [];
    private readonly List<(DateOnly Month, long Product)> _keys = new(MaxHeld);
    private readonly HashSet<DateOnly> _writtenMonths = [];
    private DateOnly _month;
    private bool _incomingMade;

    /// <summary>A cart that is written, with its lines.</summary>
    public void Inserted(DateOnly day, in CartTotals totals, ProjectedOrder? order, ReadOnlySpan<ProjectedLine> lines)
    {
        var steps = DailySteps.Of(totals.Viewed, totals.Carted, totals.Purchased, load.KnowsViews, order?.Stated.State);
        ref var ofDay = ref Of(day);
        ofDay = order is null ? ofDay.With(steps, totals.Units, totals.Revenue.Amount) : ofDay with { Steps = ofDay.Steps + steps };
        var month = _month = MonthOf(day);
        foreach (ref readonly var line in lines)
        {
            ref var ofProduct = ref Of(month, line.Product?.Key ?? 0);
            ofProduct = ofProduct.With(line, order is not null);
        }
        if (order is null)
            return;
        foreach (var row in order.Sales)
        {
            Of(row.Day) += new DailySums(default, DailyMoney.Of(
                row.Sale.Action, row.Sale.Item, row.Sale.Quantity, row.Sale.Gross, row.Sale.Discount, row.Sale.Tax));
            if (row.Sale.IsNetSales)
                Of(MonthOf(row.Day), row.Sale.Product?.Key ?? 0) +=
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
                Of(MonthOf(row.Day), row.Product) += -row.OfProduct;
        }
    }

    /// <summary>A row of the statement <c>delete_cart_lines</c>: what the deleted lines of a product in a month counted.</summary>
    public void LinesDeleted(NpgsqlDataReader row) => Of(row.GetFieldValue<DateOnly>(0), row.GetInt64(1)) += -new MonthlySums(
        row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetDecimal(7),
        new Money(row.GetDecimal(8)), 0, Money.Zero);

    /// <summary>Sets the differences of products aside if there are too many to hold: further ones may be added while
    /// <see cref="WriteSetAsideAsync"/> writes them. In a first load months that go on are held back, since a month that is written once
    /// costs a fraction of one that is added to.</summary>
    public void SetAsideIfFull()
    {
        if (_products.Count < MaxHeld)
            return;
        (_products, _setAside) = (_setAside, _products);
        if (!isFirst)
            return;
        TakeKeys(static (key, _, month) => key.Month >= month);
        if (_keys.Count > MaxHeld / 2)
            return;
        foreach (var key in _keys)
            if (_setAside.Remove(key, out var sums))
                _products.Add(key, sums);
    }

    /// <summary>Writes what was set aside.</summary>
    public async Task WriteSetAsideAsync(CancellationToken cancellationToken)
    {
        TakeKeys(static (_, sums, _) => sums != default);
        _keys.Sort();
        // Of a month that nothing was written of there is nothing to add to.
        await CopyAsync("Totals/copy_monthly_products", key => !IsKnown(key), cancellationToken);
        if (_keys.Exists(IsKnown))
        {
            if (!_incomingMade)
                await load.Session.ExecuteAsync("Totals/create_incoming_sums", cancellationToken);
            _incomingMade = true;
            await CopyAsync("Totals/copy_incoming_monthly_products", IsKnown, cancellationToken);
            await load.Session.ExecuteAsync("Totals/add_monthly_products", cancellationToken);
        }
        foreach (var key in _keys)
            _writtenMonths.Add(key.Month);
        _setAside.Clear();

        bool IsKnown((DateOnly Month, long Product) key) => !isFirst || _writtenMonths.Contains(key.Month);
    }

    /// <summary>Writes all differences; nothing if there are none.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        (_products, _setAside) = (_setAside, _products);
        await WriteSetAsideAsync(cancellationToken);
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

    /// <summary>By COPY straight from the dictionary: arrays of it for parameters would take several times its size.</summary>
    private async Task CopyAsync(string statement, Predicate<(DateOnly, long)> wanted, CancellationToken cancellationToken)
    {
        if (!_keys.Exists(wanted))
            return;
        await using var copy = await load.Session.CopyAsync(statement, 12, cancellationToken);
        foreach (var key in _keys)
            if (wanted(key))
                Write(copy, key, _setAside[key]);
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Fills the list of keys, which is used again and again: lists of their own would be large objects, which stay in memory for
    /// long.</summary>
    private void TakeKeys(Func<(DateOnly Month, long Product), MonthlySums, DateOnly, bool> wanted)
    {
        _keys.Clear();
        foreach (var (key, sums) in _setAside)
            if (wanted(key, sums, _month))
                _keys.Add(key);
    }

    private void Write(BinaryCopy copy, (DateOnly Month, long Product) key, in MonthlySums sums)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.Date(key.Month);
        copy.BigInt(key.Product);
        copy.BigInt(sums.Lines);
        copy.BigInt(sums.Views);
        copy.BigInt(sums.Carts);
        copy.BigInt(sums.Purchases);
        copy.BigInt(sums.Unpriced);
        copy.Numeric(sums.Units);
        copy.Numeric(sums.Revenue.Amount);
        copy.Numeric(sums.ReturnedUnits);
        copy.Numeric(sums.Returns.Amount);
    }

    private static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    private ref DailySums Of(DateOnly day) => ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _);

    private ref MonthlySums Of(DateOnly month, long product) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_products, (month, product), out _);
}
