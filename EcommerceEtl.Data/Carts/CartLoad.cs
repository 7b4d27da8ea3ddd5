using EcommerceEtl.Data.Restatements;
using EcommerceEtl.Data.Totals;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Carts;

/// <summary>Loads a snapshot's carts batch by batch: unchanged ones are recognised by their hash and never sent, changed ones deleted and
/// copied again whole, new ones copied straight in.</summary>
public sealed class CartLoad
{
    private readonly LoadContext _load;
    private readonly CartCopy _copy;
    private readonly TotalsLoad _totals;
    private readonly RestatementLoad? _restatements;
    private readonly CartSums _before;
    private readonly Dictionary<long, (Guid Hash, CartSums Sums)> _known = [];
    private long _inserted, _updated, _unchanged, _removed, _unpriced, _differing;

    private CartLoad(LoadContext load, RestatementLoad? restatements, CartSums before)
    {
        _load = load;
        _restatements = restatements;
        _copy = new CartCopy(load);
        _totals = new TotalsLoad(load);
        _before = before;
    }

    /// <summary>Sums of the accepted carts so far.</summary>
    public CartSums Accepted { get; private set; }

    /// <summary>Sums of the rows that stay although the snapshot has no good element for them.</summary>
    public CartSums Kept { get; private set; }

    /// <summary>True if some row in the table was not met in any batch: the snapshot lacks it.</summary>
    public bool SomeMissing => _unchanged + _updated + _removed + Kept.Carts < _before.Carts;

    /// <summary>Sales of which the shop states another total than their rows add up to.</summary>
    public long Differing => _differing;

    /// <summary>Looks at the table and makes ready.</summary>
    /// <param name="load">What the load works on.</param>
    /// <param name="hashedKeys">True if the store's keys are hashes of texts, which lie scattered over the whole key space.</param>
    /// <param name="restated">What counts as a restatement; null on a store's first success, before which there were no figures.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public static async Task<CartLoad> BeginAsync(
        LoadContext load, bool hashedKeys, RestatementScope? restated, CancellationToken cancellationToken)
    {
        if (hashedKeys)
            await load.Session.Connection.Sql("SET LOCAL enable_seqscan = off").RunAsync(cancellationToken);
        var restatements = restated is null ? null : new RestatementLoad(load, restated);
        return new CartLoad(load, restatements, await TotalsAsync(load, cancellationToken));
    }

    /// <summary>Does the part of a batch's load that needs no database, while the batch before it is still being loaded: where the table
    /// has no carts of the store, that is everything but the COPY.</summary>
    public void Prepare(CartBatch batch)
    {
        batch.Sort();
        if (_before.Carts == 0)
            CompareWithKnown(batch, []);
    }

    /// <summary>Loads a batch that is prepared; each key appears in one batch of the snapshot only. Until the task is complete the next
    /// batch may be prepared, but not be loaded; afterwards the batch may be used again.</summary>
    public Task LoadAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        _totals.SetAsideIfFull();
        return Task.Run(() => WriteAsync(batch, cancellationToken), cancellationToken);
    }

    /// <summary>Deletes the rows that the snapshot lacks; call it only if <see cref="SomeMissing"/>.</summary>
    /// <param name="snapshotKeys">Every key of the snapshot in ascending order, those of rejected elements included.</param>
    /// <param name="remove">False to leave them where they are and count them as kept.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public async Task RemoveMissingAsync(long[] snapshotKeys, bool remove, CancellationToken cancellationToken)
    {
        const int page = 100_000;
        var after = 0L;
        while (true)
        {
            List<long> missing = [];
            List<long> kept = [];
            var read = 0;
            await _load.Session.Command("Carts/select_cart_keys", _load.StoreId, after, page).EachRowAsync(
                row =>
                {
                    read++;
                    after = row.GetInt64(0);
                    if (Array.BinarySearch(snapshotKeys, after) >= 0)
                        return;
                    if (remove)
                    {
                        missing.Add(after);
                        return;
                    }
                    kept.Add(after);
                    Kept += new CartSums(1, row.GetInt32(1), new Money(row.GetDecimal(2)));
                },
                cancellationToken);
            Kept += await SalesOfAsync(kept, cancellationToken);
            await DeleteAsync(missing, null, cancellationToken);
            _totals.SetAsideIfFull();
            await _totals.WriteSetAsideAsync(cancellationToken);
            _removed += missing.Count;
            if (read < page)
                return;
        }
    }

    /// <summary>Checks that the table holds exactly what it should, writes what it adds up to and what it restated, and adds to the counts
    /// what became of the rows.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.ReconciliationMismatch"/>.</exception>
    public async Task<EntityCounts> CompleteAsync(string store, EntityCounts counts, CancellationToken cancellationToken)
    {
        var found = await TotalsAsync(_load, cancellationToken);
        CartSums.Reconcile(store, Accepted + Kept, found);
        await _totals.WriteAsync(cancellationToken);
        // After the sums of days, which say what the restated days hold now.
        if (_restatements is not null)
            await _restatements.WriteAsync(cancellationToken);
        return counts with
        {
            Inserted = _inserted,
            Updated = _updated,
            Unchanged = _unchanged,
            Removed = _removed,
            Unpriced = _unpriced,
            Differing = _differing,
            Live = found.Carts,
        };
    }

    /// <summary>Count and sums of the store's carts as they are in the table.</summary>
    public static async Task<CartSums> TotalsAsync(LoadContext load, CancellationToken cancellationToken) =>
        (await load.Session.Command("Carts/cart_totals", load.StoreId).RowsAsync(
            row => new CartSums(
                row.GetInt64(0), row.GetInt64(1), new Money(row.GetDecimal(2)), row.GetInt64(3), row.GetInt64(4), row.GetDecimal(5)),
            cancellationToken)).Single();

    /// <summary>What some carts of the table have of orders.</summary>
    private async Task<CartSums> SalesOfAsync(IReadOnlyCollection<long> keys, CancellationToken cancellationToken) =>
        _before.Orders == 0 || keys.Count == 0 ? default
            : (await _load.Session.Command("Carts/sales_of_carts", _load.StoreId, keys.ToArray()).RowsAsync(
                row => new CartSums(0, 0, Money.Zero, row.GetInt64(0), row.GetInt64(1), row.GetDecimal(2)), cancellationToken)).Single();

    private async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        await _totals.WriteSetAsideAsync(cancellationToken);
        if (_before.Carts > 0)
            await UpdateKnownAsync(batch, cancellationToken);
        await _copy.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Deletes what the batch brings anew, and takes out of the batch what is known and equal.</summary>
    private async Task UpdateKnownAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        _known.Clear();
        await ReadKnownAsync(batch, cancellationToken);
        List<long> changed = [];
        CompareWithKnown(batch, changed);
        List<long> skipped = [.. batch.Skipped.Where(key => _known.Remove(key)).Order()];
        foreach (var row in _known.Values)
            Kept += row.Sums;
        Kept += await SalesOfAsync(_known.Keys, cancellationToken);
        await DeleteAsync(changed, batch, cancellationToken);
        await DeleteAsync(skipped, null, cancellationToken);
        _removed += skipped.Count;
    }

    /// <summary>Counts what the batch brings; what has to be written stays in it, what is known and equal goes.</summary>
    private void CompareWithKnown(CartBatch batch, List<long> changed)
    {
        var carts = batch.Carts;
        var written = 0;
        foreach (ref readonly var cart in carts)
        {
            Accepted += SumsOf(cart);
            if (cart.Order is { } order && Math.Abs(order.Stated.Difference) > Order.Rounding)
                _differing++;
            _unpriced += cart.Totals.Unpriced;
            if (!_known.Remove(cart.Id.Key, out var row))
            {
                _inserted++;
                _restatements?.Arrived(cart.Day, cart.Totals, cart.Order);
            }
            else if (row.Hash == cart.ContentHash)
            {
                _unchanged++;
                continue;
            }
            else
            {
                _updated++;
                changed.Add(cart.Id.Key);
            }
            _totals.Inserted(cart.Day, cart.Totals, cart.Order, batch.LinesOf(cart));
            carts[written++] = cart;
        }
        batch.Truncate(written);
    }

    /// <summary>Reads what the table has of the batch's keys, those of rejected elements included.</summary>
    private async Task ReadKnownAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        var keys = KeysOf(batch);
        if (keys.Length == 0)
            return;
        await _load.Session.Command("Carts/select_known_carts", _load.StoreId, keys, keys.Min(), keys.Max()).EachRowAsync(
            row => _known[row.GetInt64(0)] = (row.GetGuid(1), new CartSums(1, row.GetInt32(2), new Money(row.GetDecimal(3)))),
            cancellationToken);
    }

    private static long[] KeysOf(CartBatch batch)
    {
        var carts = batch.Carts;
        List<long> keys = [.. batch.Skipped];
        foreach (ref readonly var cart in carts)
            keys.Add(cart.Id.Key);
        foreach (var element in batch.Rejected.Elements)
            if (element.Key is { } key)
                keys.Add(key);
        return [.. keys];
    }

    /// <summary>Deletes carts with their lines.</summary>
    /// <param name="keys">Their keys in ascending order.</param>
    /// <param name="successors">The sorted batch that brings them anew; null if they are gone.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    private async Task DeleteAsync(List<long> keys, CartBatch? successors, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return;
        var deleted = await CartDeletion.DeleteAsync(_load, keys, _before.Orders > 0, _totals.LinesDeleted, cancellationToken);
        foreach (var cart in deleted)
        {
            _totals.Deleted(cart);
            Restate(cart, successors);
        }
    }

    private void Restate(DeletedCart cart, CartBatch? successors)
    {
        if (_restatements is null)
            return;
        if (successors is null)
        {
            _restatements.Removed(cart);
            return;
        }
        ref readonly var after = ref successors.Find(cart.Key);
        _restatements.Replaced(cart, after.Day, after.Totals, after.Order, successors.LinesOf(after));
    }

    private static CartSums SumsOf(in BatchedCart cart) => cart.Order is null
        ? new CartSums(1, cart.Lines, cart.Totals.GrossValue)
        : new CartSums(
            1, cart.Lines, cart.Totals.GrossValue, 1, cart.Order.Sales.Length, cart.Order.Stated.Sales.Sum(sale => sale.Total));
}
