namespace EcommerceEtl.Data.Customers;

/// <summary>Loads a snapshot's customers. Those of a store that has none are copied straight into their table; otherwise they are streamed
/// into a temporary one, and only rows that differ are written. Call <see cref="BeginAsync"/>, add each customer once, then
/// <c>CompleteAsync</c>.</summary>
/// <remarks>They go in one COPY after the other, never in one for all: a holder of the lock whose COPY lasts longer than the session's
/// time-out looks as if its worker had stopped (the statement <c>stuck_holder</c>).</remarks>
public sealed class CustomerLoad : IAsyncDisposable
{
    /// <summary>Rows of one COPY: far less than a second's work.</summary>
    public const int RowsPerCopy = 50_000;

    private readonly LoadContext _load;
    private readonly bool _first;
    private readonly long? _live;
    private BinaryCopy? _copy;
    private int _rows;
    private long _added;

    private CustomerLoad(LoadContext load, bool first, long? live) => (_load, _first, _live) = (load, first, live);

    /// <param name="load">What the load works on.</param>
    /// <param name="live">The number of the store's customers, if only a difference is loaded; null if everything is.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public static async Task<CustomerLoad> BeginAsync(LoadContext load, long? live, CancellationToken cancellationToken)
    {
        var first = (live ?? await CountAsync(load.Session, load.StoreId, cancellationToken)) == 0;
        if (!first)
            await load.Session.ExecuteAsync("Customers/create_incoming_customers", cancellationToken);
        return new CustomerLoad(load, first, live);
    }

    /// <summary>The number of the store's customers in the table.</summary>
    public static Task<long> CountAsync(StoreSession session, short storeId, CancellationToken cancellationToken) =>
        session.ScalarAsync<long>("Customers/count_customers", cancellationToken, storeId);

    /// <summary>Adds customers; afterwards a COPY may be open, so that the session takes no other statement before
    /// <see cref="PauseAsync"/>. Rows go into a buffer; once in hundreds this waits for the network.</summary>
    /// <param name="customers">Accepted ones.</param>
    /// <param name="present">Keys of customers that are present although their element was rejected.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public async Task AddAsync(IReadOnlyCollection<Customer> customers, IEnumerable<long> present, CancellationToken cancellationToken)
    {
        _copy ??= await _load.Session.CopyAsync(
            _first ? "Customers/copy_customers" : "Customers/copy_incoming_customers", 4, cancellationToken);
        foreach (var customer in customers)
            Write(_copy, customer);
        _added += customers.Count;
        if (!_first)
            foreach (var key in present)
                WritePresent(_copy, key);
        if (_rows >= RowsPerCopy)
            await PauseAsync(cancellationToken);
    }

    /// <summary>Ends the COPY under way, if there is one: the session is then free for other statements.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (_copy is null)
            return;
        await _copy.CompleteAsync(cancellationToken);
        await _copy.DisposeAsync();
        (_copy, _rows) = (null, 0);
    }

    /// <summary>Writes what differs, and adds to the counts what became of the rows.</summary>
    /// <param name="counts">The counts of the elements.</param>
    /// <param name="removeMissing">True if customers that the snapshot lacks are to be deleted.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public Task<EntityCounts> CompleteAsync(EntityCounts counts, bool removeMissing, CancellationToken cancellationToken) =>
        CompleteAsync(
            counts,
            async () => removeMissing && !_first
                ? await _load.Session.ExecuteAsync("Customers/delete_missing_customers", cancellationToken, _load.StoreId) : 0,
            cancellationToken);

    /// <summary>The same of a difference.</summary>
    /// <param name="counts">The counts of the elements, added or not.</param>
    /// <param name="missing">Keys of the customers that are gone.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public Task<EntityCounts> CompleteAsync(EntityCounts counts, ImmutableArray<long> missing, CancellationToken cancellationToken) =>
        CompleteAsync(
            counts,
            async () => missing.IsEmpty ? 0 : await _load.Session.ExecuteAsync(
                "Customers/delete_customers", cancellationToken, _load.StoreId, missing.ToArray()),
            cancellationToken);

    private async Task<EntityCounts> CompleteAsync(EntityCounts counts, Func<Task<long>> removeAsync, CancellationToken cancellationToken)
    {
        await PauseAsync(cancellationToken);
        var (inserted, updated) = _first ? (_added, 0)
            : (await _load.Session.Command("Customers/upsert_customers", _load.StoreId).RowsAsync(
                row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)).Single();
        var removed = await removeAsync();
        return counts with
        {
            Inserted = inserted,
            Updated = updated,
            Unchanged = counts.Accepted - inserted - updated,
            Removed = removed,
            Live = _live + inserted - removed ?? await CountAsync(_load.Session, _load.StoreId, cancellationToken),
        };
    }

    public ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Write(BinaryCopy copy, Customer customer)
    {
        copy.StartRow();
        if (_first)
            copy.SmallInt(_load.StoreId);
        copy.BigInt(customer.Id.Key);
        copy.Text(customer.Id.Text);
        copy.Text(customer.City);
        if (!_first)
            copy.Boolean(false);
        _rows++;
    }

    /// <summary>A customer of whom nothing is known but that the shop has them still.</summary>
    private void WritePresent(BinaryCopy copy, long key)
    {
        copy.StartRow();
        copy.BigInt(key);
        copy.Text(null);
        copy.Text(null);
        copy.Boolean(true);
        _rows++;
    }
}
