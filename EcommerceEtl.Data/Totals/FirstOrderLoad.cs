namespace EcommerceEtl.Data.Totals;

/// <summary>Keeps <c>first_orders</c> what the carts say. In a first load the first days are noted as the carts come; later the rows of the
/// buyers whose orders were inserted or deleted are written anew when all carts are written.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if the table has no carts of the store yet.</param>
internal sealed class FirstOrderLoad(LoadContext load, bool isFirst)
{
    /// <summary>Buyers above which all of the store are read anew, so that a large change takes no more memory than this.</summary>
    private const int MaxHeld = 50_000;

    /// <summary>As many rows as one COPY of customers has: a longer one looks as if the holder of the lock had stopped.</summary>
    private const int RowsOfCopy = 50_000;

    private FirstDays? _firstDays = isFirst ? new() : null;
    private HashSet<long>? _buyers = isFirst ? null : [];

    /// <summary>A cart that is written.</summary>
    /// <param name="buyer">Key of its customer; null for a guest.</param>
    public void Inserted(long? buyer, DateOnly day, bool purchased)
    {
        if (!isFirst)
            Deleted(buyer, purchased);
        else if (purchased && buyer is { } key && _firstDays?.TryAdd(key, day) == false)
            _firstDays = null;
    }

    /// <summary>A cart that goes, or whose next version follows.</summary>
    public void Deleted(long? buyer, bool purchased)
    {
        if (!purchased || buyer is not { } key || _buyers is null)
            return;
        _buyers.Add(key);
        if (_buyers.Count > MaxHeld)
            _buyers = null;
    }

    /// <summary>Writes the rows; asks nothing if no order was inserted or deleted. No statement joins tables: of a store that is new to the
    /// statistics the planner expects one row, and joins it row by row.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_buyers is { Count: 0 })
            return;
        var buyers = _buyers?.Order().ToArray();
        await load.Session.ExecuteAsync("Totals/delete_first_orders", cancellationToken, load.StoreId, buyers);
        if (_firstDays is null)
            await load.Session.ExecuteAsync("Totals/insert_first_orders", cancellationToken, load.StoreId, buyers);
        else
            foreach (var rows in _firstDays.Sorted().Chunk(RowsOfCopy))
                await CopyAsync(rows, cancellationToken);
    }

    private async Task CopyAsync((long Buyer, DateOnly Day)[] rows, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.CopyAsync("Totals/copy_first_orders", 3, cancellationToken);
        foreach (var (buyer, day) in rows)
        {
            copy.StartRow();
            copy.SmallInt(load.StoreId);
            copy.BigInt(buyer);
            copy.Date(day);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
