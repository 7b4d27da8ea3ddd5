namespace EcommerceEtl.Data.Totals;

/// <summary>Keeps <c>first_orders</c> what the carts say: of the buyers whose orders a load inserts or deletes, the first day is read anew
/// when all carts are written.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="ofAll">True if the table has no carts of the store yet: then the buyers are not kept in mind, and all are read.</param>
internal sealed class FirstOrderLoad(LoadContext load, bool ofAll)
{
    /// <summary>Buyers above which all of the store are read anew, so that a large change takes no more memory than this.</summary>
    private const int MaxHeld = 50_000;

    private HashSet<long>? _buyers = ofAll ? null : [];

    /// <summary>A cart that is written or goes.</summary>
    /// <param name="buyer">Key of its customer; null for a guest.</param>
    public void Changed(long? buyer, bool purchased)
    {
        if (!purchased || buyer is not { } key || _buyers is null)
            return;
        _buyers.Add(key);
        if (_buyers.Count > MaxHeld)
            _buyers = null;
    }

    /// <summary>Writes what is different now; asks nothing if no order was inserted or deleted.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_buyers is not { Count: 0 })
            await load.Session.ExecuteAsync(
                "Totals/find_first_orders", cancellationToken, load.StoreId, _buyers?.Order().ToArray());
    }
}
