using EcommerceEtl.Domain.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Load;

/// <summary>
/// Loads a snapshot's customers: they are streamed into a temporary table, and only rows that differ are written. Call <see cref="BeginAsync"/>,
/// add each customer once, then <see cref="CompleteAsync"/>.
/// </summary>
public sealed class CustomerLoad : IAsyncDisposable
{
    private readonly LoadContext _load;
    private readonly NpgsqlBinaryImporter _copy;
    private long _added;

    private CustomerLoad(LoadContext load, NpgsqlBinaryImporter copy)
    {
        _load = load;
        _copy = copy;
    }

    public static async Task<CustomerLoad> BeginAsync(LoadContext load, CancellationToken cancellationToken)
    {
        await load.Session.ExecuteAsync("Load/create_incoming_customers.sql", cancellationToken);
        return new CustomerLoad(
            load,
            await load.Session.Connection.BeginBinaryImportAsync(
                "COPY incoming_customers (user_id, source_id, city, present_only) FROM STDIN (FORMAT binary)", cancellationToken));
    }

    /// <summary>Adds an accepted customer. It goes into a buffer; once in hundreds this waits for the network.</summary>
    public void Add(Customer customer)
    {
        Write(customer.Id.Key, customer.Id.Text, customer.City, presentOnly: false);
        _added++;
    }

    /// <summary>Notes that a customer is present although its element was rejected.</summary>
    public void AddPresent(long key) => Write(key, null, null, presentOnly: true);

    /// <summary>Writes what differs.</summary>
    /// <param name="removeMissing">True if customers that the snapshot lacks are to be deleted.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public async Task<RowCounts> CompleteAsync(bool removeMissing, CancellationToken cancellationToken)
    {
        await _copy.CompleteAsync(cancellationToken);
        await _copy.DisposeAsync();
        long inserted, updated;
        await using (var upsert = _load.Session.Command("Load/upsert_customers.sql", _load.StoreId))
        await using (var row = await upsert.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            (inserted, updated) = (row.GetInt64(0), row.GetInt64(1));
        }
        var removed = removeMissing ? await _load.Session.ExecuteAsync("Load/delete_missing_customers.sql", cancellationToken, _load.StoreId) : 0;
        var live = await _load.Session.ScalarAsync<long>("Load/count_customers.sql", cancellationToken, _load.StoreId);
        return new RowCounts(inserted, updated, _added - inserted - updated, removed, live);
    }

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    private void Write(long key, string? text, string? city, bool presentOnly)
    {
        _copy.StartRow();
        _copy.Write(key, NpgsqlDbType.Bigint);
        _copy.WriteText(text);
        _copy.WriteText(city);
        _copy.Write(presentOnly, NpgsqlDbType.Boolean);
    }
}
