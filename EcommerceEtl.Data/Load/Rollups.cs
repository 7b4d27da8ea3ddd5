using System.Runtime.InteropServices;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using Npgsql;

namespace EcommerceEtl.Data.Load;

/// <summary>
/// Keeps <c>daily_sessions</c> and <c>monthly_products</c> the sums of the carts and lines: what a load inserts and deletes is added up here as a
/// difference, and the differences are added to the tables in the load's own transaction. Sums are exact, so no order of runs matters. What did not change
/// costs nothing.
/// </summary>
/// <param name="load">What the load works on.</param>
internal sealed class Rollups(LoadContext load)
{
    /// <summary>
    /// Products of months that are held at most, about 3 MB: a snapshot may touch every product in every month, but in order of time it touches few
    /// months at once.
    /// </summary>
    private const int MaxHeld = 16_384;

    private readonly Dictionary<DateOnly, DailySums> _days = [];
    private readonly Dictionary<(DateOnly Month, long Product), MonthlySums> _products = new(MaxHeld);

    /// <summary>A cart that is written, with its lines.</summary>
    public void Inserted(in CartRow cart, ReadOnlySpan<CartLine> lines)
    {
        Add(cart.Day, DailySums.Of(cart.Totals));
        var month = new DateOnly(cart.Day.Year, cart.Day.Month, 1);
        foreach (ref readonly var line in lines)
            Add(month, line.Product?.Key ?? 0, MonthlySums.Of(line));
    }

    /// <summary>A row of delete_carts.sql: a cart that goes, or whose next version follows.</summary>
    public void CartDeleted(NpgsqlDataReader row) => Add(
        row.GetFieldValue<DateOnly>(1), -DailySums.Of(row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(2), new Money(row.GetDecimal(3))));

    /// <summary>A row of delete_cart_lines.sql: what the deleted lines of a product in a month counted.</summary>
    public void LinesDeleted(NpgsqlDataReader row) => Add(
        row.GetFieldValue<DateOnly>(0), row.GetInt64(1),
        -new MonthlySums(
            row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetDecimal(7), new Money(row.GetDecimal(8))));

    /// <summary>Writes differences while there are too many to hold; call it where the session takes a statement.</summary>
    public async Task RelieveAsync(CancellationToken cancellationToken)
    {
        if (_products.Count >= MaxHeld)
            await WriteProductsAsync(cancellationToken);
    }

    /// <summary>Writes all differences; nothing if there are none.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await WriteProductsAsync(cancellationToken);
        var changed = _days.Where(day => day.Value != default).OrderBy(day => day.Key).ToList();
        if (changed.Count == 0)
            return;
        var days = changed.ConvertAll(day => day.Key).ToArray();
        await load.Session.ExecuteAsync(
            "Load/add_daily_sessions.sql", cancellationToken, load.StoreId, days, Longs(sums => sums.Sessions), Longs(sums => sums.Viewed),
            Longs(sums => sums.Carted), Longs(sums => sums.Orders), Longs(sums => sums.Abandoned), Longs(sums => sums.Added), Longs(sums => sums.Bought),
            changed.ConvertAll(day => day.Value.Revenue.Amount).ToArray());
        if (changed.Exists(day => day.Value.Sessions < 0))
            await load.Session.ExecuteAsync("Load/delete_empty_days.sql", cancellationToken, load.StoreId, days);
        _days.Clear();

        long[] Longs(Converter<DailySums, long> column) => changed.ConvertAll(day => column(day.Value)).ToArray();
    }

    private async Task WriteProductsAsync(CancellationToken cancellationToken)
    {
        var changed = _products.Where(product => product.Value != default).OrderBy(product => product.Key).ToList();
        _products.Clear();
        if (changed.Count == 0)
            return;
        var months = changed.ConvertAll(product => product.Key.Month).ToArray();
        var products = changed.ConvertAll(product => product.Key.Product).ToArray();
        await load.Session.ExecuteAsync(
            "Load/add_monthly_products.sql", cancellationToken, load.StoreId, months, products, Longs(sums => sums.Lines), Longs(sums => sums.Views),
            Longs(sums => sums.Carts), Longs(sums => sums.Purchases), Longs(sums => sums.Unpriced),
            changed.ConvertAll(product => product.Value.Units).ToArray(), changed.ConvertAll(product => product.Value.Revenue.Amount).ToArray());
        if (changed.Exists(product => product.Value.Lines < 0))
            await load.Session.ExecuteAsync("Load/delete_empty_products.sql", cancellationToken, load.StoreId, months, products);

        long[] Longs(Converter<MonthlySums, long> column) => changed.ConvertAll(product => column(product.Value)).ToArray();
    }

    private void Add(DateOnly day, DailySums by)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _);
        sums += by;
    }

    private void Add(DateOnly month, long product, MonthlySums by)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_products, (month, product), out _);
        sums += by;
    }
}
