namespace EcommerceEtl.Data.Totals;

/// <summary>Keeps <c>first_orders</c> what the carts say. In a first load the first days are noted as the carts come; later the rows of the
/// buyers who have other orders now are written anew when all carts are written.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if the table has no carts of the store yet.</param>
internal sealed class FirstOrderLoad(LoadContext load, bool isFirst)
{
    /// <summary>Days of buyers above which all of the store are read anew, so that a large change takes no more memory than this.</summary>
    private const int MaxHeld = 50_000;

    /// <summary>As many rows as one COPY of customers has: a longer one looks as if the holder of the lock had stopped.</summary>
    private const int RowsOfCopy = 50_000;

    private FirstDays? _firstDays = isFirst ? new() : null;

    /// <summary>By how many orders a day of a buyer differs. A cart that is written anew mostly has the buyer and the day that it had, and
    /// leaves nothing here.</summary>
    private Dictionary<(long Buyer, DateOnly Day), int>? _differences = isFirst ? null : [];

    /// <summary>A cart that is written.</summary>
    /// <param name="buyer">Key of its customer; null for a guest.</param>
    public void Inserted(long? buyer, DateOnly day, bool purchased)
    {
        if (!isFirst)
            Differs(buyer, day, purchased, 1);
        else if (purchased && buyer is { } key && _firstDays?.TryAdd(key, day) == false)
            _firstDays = null;
    }

    /// <summary>A cart that goes, or whose next version comes.</summary>
    public void Deleted(long? buyer, DateOnly day, bool purchased) => Differs(buyer, day, purchased, -1);

    /// <summary>Writes the rows; asks nothing if no buyer has other orders now. No statement joins tables: of a store that is new to the
    /// statistics the planner expects one row, and joins it row by row.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_differences is { Count: 0 })
            return;
        var buyers = _differences?.Keys.Select(day => day.Buyer).Distinct().Order().ToArray();
        await load.Session.ExecuteAsync("Totals/delete_first_orders", cancellationToken, load.StoreId, buyers);
        if (_firstDays is null)
        {
            await load.Session.ExecuteAsync("Totals/insert_first_orders", cancellationToken, load.StoreId, buyers);
            return;
        }
        var rows = _firstDays.Sort();
        for (var from = 0; from < rows; from += RowsOfCopy)
            await CopyAsync(_firstDays, from, Math.Min(from + RowsOfCopy, rows), cancellationToken);
    }

    private void Differs(long? buyer, DateOnly day, bool purchased, int orders)
    {
        if (!purchased || buyer is not { } key || _differences is null)
            return;
        var by = _differences.GetValueOrDefault((key, day)) + orders;
        if (by == 0)
            _differences.Remove((key, day));
        else
            _differences[(key, day)] = by;
        if (_differences.Count > MaxHeld)
            _differences = null;
    }

    private async Task CopyAsync(FirstDays days, int from, int end, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.CopyAsync("Totals/copy_first_orders", 3, cancellationToken);
        for (var at = from; at < end; at++)
        {
            var (buyer, day) = days.At(at);
            copy.StartRow();
            copy.SmallInt(load.StoreId);
            copy.BigInt(buyer);
            copy.Date(day);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
