namespace EcommerceEtl.Data.Customers;

/// <summary>Loads a snapshot's customers: they are streamed into a temporary table, and only rows that differ are written. Call
/// <see cref="BeginAsync"/>, add each customer once, then <see cref="CompleteAsync"/>.</summary>
/// <remarks>They go in one COPY after the other, never in one for all: a holder of the lock whose COPY lasts longer than the session's
/// time-out looks as if its worker had stopped (the statement <c>stuck_holder</c>).</remarks>
public sealed class CustomerLoad : IAsyncDisposable
{
    /// <summary>Rows of one COPY: far less than a second's work.</summary>
    public const int RowsPerCopy = 50_000;

    private readonly LoadContext _load;
    private NpgsqlBinaryImporter? _copy;
    private int _rows;
    private long _added;

    private CustomerLoad(LoadContext load) => _load = load;

    public static async Task<CustomerLoad> BeginAsync(LoadContext load, CancellationToken cancellationToken)
    {
        await load.Session.ExecuteAsync("Customers/create_incoming_customers", cancellationToken);
        return new CustomerLoad(load);
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
        _copy ??= await _load.Session.CopyAsync("Customers/copy_incoming_customers", cancellationToken);
        foreach (var customer in customers)
            Write(_copy, customer.Id.Key, customer.Id.Text, customer.City, presentOnly: false);
        _added += customers.Count;
        foreach (var key in present)
            Write(_copy, key, null, null, presentOnly: true);
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
    public async Task<EntityCounts> CompleteAsync(EntityCounts counts, bool removeMissing, CancellationToken cancellationToken)
    {
        await PauseAsync(cancellationToken);
        var (inserted, updated) = (await _load.Session.Command("Customers/upsert_customers", _load.StoreId).RowsAsync(
            row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)).Single();
        var removed =
            removeMissing ? await _load.Session.ExecuteAsync("Customers/delete_missing_customers", cancellationToken, _load.StoreId) : 0;
        return counts with
        {
            Inserted = inserted,
            Updated = updated,
            Unchanged = _added - inserted - updated,
            Removed = removed,
            Live = await CountAsync(_load.Session, _load.StoreId, cancellationToken),
        };
    }

    public ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Write(NpgsqlBinaryImporter copy, long key, string? text, string? city, bool presentOnly)
    {
        copy.StartRow();
        copy.Write(key, NpgsqlDbType.Bigint);
        copy.WriteText(text);
        copy.WriteText(city);
        copy.Write(presentOnly, NpgsqlDbType.Boolean);
        _rows++;
    }
}
