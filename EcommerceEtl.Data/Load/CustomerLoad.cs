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

    /// <summary>Adds an accepted customer.</summary>
    public async Task AddAsync(Customer customer, CancellationToken cancellationToken)
    {
        await WriteAsync(customer.Id.Key, customer.Id.Text, customer.City, presentOnly: false, cancellationToken);
        _added++;
    }

    /// <summary>Notes that a customer is present although its element was rejected.</summary>
    public Task AddPresentAsync(long key, CancellationToken cancellationToken) =>
        WriteAsync(key, null, null, presentOnly: true, cancellationToken);

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

    private async Task WriteAsync(long key, string? text, string? city, bool presentOnly, CancellationToken cancellationToken)
    {
        await _copy.StartRowAsync(cancellationToken);
        await _copy.WriteAsync(key, NpgsqlDbType.Bigint, cancellationToken);
        await _copy.WriteTextAsync(text, cancellationToken);
        await _copy.WriteTextAsync(city, cancellationToken);
        await _copy.WriteAsync(presentOnly, NpgsqlDbType.Boolean, cancellationToken);
    }
}
