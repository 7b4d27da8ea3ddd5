using EcommerceEtl.Data.Restatements;
using EcommerceEtl.Data.Totals;

namespace EcommerceEtl.Data.Carts;

/// <summary>Loads a snapshot's carts batch by batch: unchanged ones are recognised by their hash and never sent, changed ones deleted and
/// copied again whole, new ones copied straight in.</summary>
public sealed class CartLoad
{
    private const int KeysPerDeletion = 10_000;

    private readonly LoadContext _load;
    private readonly string _store;
    private readonly CartCopy _copy;
    private readonly TotalsLoad _totals;
    private readonly FirstOrderLoad _firstOrders;
    private readonly RestatementLoad? _restatements;
    private readonly Dictionary<long, (Guid Hash, CartSums Sums)> _known = [];
    private readonly bool _byDifference;
    private readonly CartSums _before;
    private long _inserted, _updated, _removed, _met;

    private CartLoad(
        LoadContext load, string store, RestatementLoad? restatements, bool byDifference, CartSums before, bool isFirst)
    {
        _load = load;
        _store = store;
        _restatements = restatements;
        _copy = new CartCopy(load);
        _totals = new TotalsLoad(load, isFirst);
        _firstOrders = new FirstOrderLoad(load, isFirst);
        (_byDifference, _before) = (byDifference, before);
    }

    /// <summary>Sums of the rows that stay although the snapshot has no good element for them.</summary>
    public CartSums Kept { get; private set; }

    /// <summary>True if some row in the table was not met in any batch: the snapshot lacks it.</summary>
    public bool SomeMissing => _met + _removed + Kept.Carts < _before.Carts;

    /// <summary>Looks at the table and makes ready.</summary>
    /// <param name="load">What the load works on.</param>
    /// <param name="store">Name of the store.</param>
    /// <param name="hashedKeys">True if the store's keys are hashes of texts, which lie scattered over the whole key space.</param>
    /// <param name="restated">What counts as a restatement; null on a store's first success, before which there were no figures.</param>
    /// <param name="live">The number of the store's carts, if only a difference is loaded; null if everything is.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public static async Task<CartLoad> BeginAsync(
        LoadContext load, string store, bool hashedKeys, RestatementScope? restated, long? live, CancellationToken cancellationToken)
    {
        if (hashedKeys)
            await load.Session.Connection.Sql("SET LOCAL enable_seqscan = off").RunAsync(cancellationToken);
        var restatements = restated is null ? null : new RestatementLoad(load, restated);
        var before = live is not { } carts ? await TotalsAsync(load.Session, load.StoreId, cancellationToken)
            : new CartSums(
                carts, 0, Money.Zero,
                await load.Session.ScalarAsync<bool>("Carts/has_orders", cancellationToken, load.StoreId) ? 1 : 0);
        var isFirst = live is null && before.Carts == 0;
        // Where somebody else took all carts away there are sums without carts.
        if (isFirst)
            await load.Session.ExecuteAsync("Totals/delete_sums", cancellationToken, load.StoreId);
        return new CartLoad(load, store, restatements, live is not null, before, isFirst);
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
            _removed += await DeleteAsync(missing, null, cancellationToken);
            _totals.SetAsideIfFull();
            await _totals.WriteSetAsideAsync(cancellationToken);
            if (read < page)
                return;
        }
    }

    /// <summary>Deletes the carts with some keys, in ascending order, as far as there are any.</summary>
    public async Task RemoveAsync(ImmutableArray<long> keys, CancellationToken cancellationToken)
    {
        for (var from = 0; from < keys.Length; from += KeysPerDeletion)
            _removed += await DeleteAsync(
                [.. keys.AsSpan(from, Math.Min(KeysPerDeletion, keys.Length - from))], null, cancellationToken);
    }

    /// <summary>Checks that the table holds exactly what it should, writes what it adds up to and what it restated, and adds to the counts
    /// what became of the rows.</summary>
    /// <param name="accepted">What all accepted carts of the snapshot add up to; null if a difference is loaded and only what it touched is
    /// compared with the table, which has happened.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.ReconciliationMismatch"/>.</exception>
    public async Task<EntityCounts> CompleteAsync(EntityCounts counts, CartSums? accepted, CancellationToken cancellationToken)
    {
        var live = _before.Carts + _inserted - _removed;
        if (accepted is { } sums)
        {
            var found = await TotalsAsync(_load.Session, _load.StoreId, cancellationToken);
            CartSums.Reconcile(_store, sums + Kept, found);
            live = found.Carts;
        }
        await _totals.WriteAsync(cancellationToken);
        await _firstOrders.WriteAsync(cancellationToken);
        // After the sums of days, which say what the restated days hold now.
        if (_restatements is not null)
            await _restatements.WriteAsync(cancellationToken);
        return counts with
        {
            Inserted = _inserted,
            Updated = _updated,
            Unchanged = counts.Accepted - _inserted - _updated,
            Removed = _removed,
            Live = live,
        };
    }

    /// <summary>Count and sums of the store's carts as they are in the table.</summary>
    public static async Task<CartSums> TotalsAsync(StoreSession session, short storeId, CancellationToken cancellationToken) =>
        (await session.Command("Carts/cart_totals", storeId).RowsAsync(Sums, cancellationToken)).Single();

    /// <summary>What some carts of the table have of orders.</summary>
    private async Task<CartSums> SalesOfAsync(IReadOnlyCollection<long> keys, CancellationToken cancellationToken) =>
        _before.Orders == 0 || keys.Count == 0 ? default
            : (await _load.Session.Command("Carts/sales_of_carts", _load.StoreId, keys.ToArray()).RowsAsync(
                row => new CartSums(0, 0, Money.Zero, row.GetInt64(0), row.GetInt64(1), row.GetDecimal(2)), cancellationToken)).Single();

    private async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        await _totals.WriteSetAsideAsync(cancellationToken);
        // The sums are made of the whole batch: what is known and equal is taken out of it before it is copied.
        var (keys, expected) = _byDifference ? (KeysOf(batch), SumsOf(batch)) : ([], default);
        if (_before.Carts > 0)
            expected += await UpdateKnownAsync(batch, cancellationToken);
        await _copy.WriteAsync(batch, cancellationToken);
        if (keys.Length > 0)
            CartSums.Reconcile(_store, expected, await SumsAmongAsync(keys, cancellationToken));
    }

    /// <summary>Deletes what the batch brings anew, and takes out of the batch what is known and equal.</summary>
    /// <returns>Sums of the rows that stay although the batch has no good element for them.</returns>
    private async Task<CartSums> UpdateKnownAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        _known.Clear();
        await ReadKnownAsync(batch, cancellationToken);
        List<long> changed = [];
        CompareWithKnown(batch, changed);
        List<long> skipped = [.. batch.Skipped.Where(key => _known.Remove(key)).Order()];
        var kept = await SalesOfAsync(_known.Keys, cancellationToken);
        foreach (var row in _known.Values)
            kept += row.Sums;
        Kept += kept;
        await DeleteAsync(changed, batch, cancellationToken);
        _removed += await DeleteAsync(skipped, null, cancellationToken);
        return kept;
    }

    /// <summary>Counts what the batch brings; what has to be written stays in it, what is known and equal goes.</summary>
    private void CompareWithKnown(CartBatch batch, List<long> changed)
    {
        var carts = batch.Carts;
        var written = 0;
        foreach (ref readonly var cart in carts)
        {
            if (!_known.Remove(cart.Id.Key, out var row))
            {
                _inserted++;
                _restatements?.Arrived(cart.Day, cart.Totals, cart.Order);
            }
            else
            {
                _met++;
                if (row.Hash == cart.ContentHash)
                    continue;
                _updated++;
                changed.Add(cart.Id.Key);
            }
            _firstOrders.Inserted(cart.Customer?.Key, cart.Day, cart.Totals.Purchased);
            _totals.Inserted(cart.Day, cart.Totals, cart.Order, batch.LinesOf(cart));
            carts[written++] = cart;
        }
        batch.Truncate(written);
    }

    /// <summary>What the tables hold of the carts with some keys.</summary>
    private async Task<CartSums> SumsAmongAsync(long[] keys, CancellationToken cancellationToken) =>
        (await _load.Session.Command("Carts/sums_among", _load.StoreId, keys, keys.Min(), keys.Max()).RowsAsync(Sums, cancellationToken))
        .Single();

    private static CartSums Sums(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), new Money(row.GetDecimal(2)), row.GetInt64(3), row.GetInt64(4), row.GetDecimal(5));

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
    /// <returns>How many there were.</returns>
    private async Task<int> DeleteAsync(List<long> keys, CartBatch? successors, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return 0;
        var deleted = await CartDeletion.DeleteAsync(_load, keys, _before.Orders > 0, _totals.LinesDeleted, cancellationToken);
        foreach (var cart in deleted)
        {
            _totals.Deleted(cart);
            _firstOrders.Deleted(cart.Buyer, cart.Day, cart.Purchased);
            Restate(cart, successors);
        }
        return deleted.Length;
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

    private static CartSums SumsOf(CartBatch batch)
    {
        var sums = default(CartSums);
        foreach (ref readonly var cart in batch.Carts)
            sums += CartSums.Of(cart.Lines, cart.Totals, cart.Order);
        return sums;
    }
}
