using EcommerceEtl.Data.Chunks;

namespace EcommerceEtl.Data.Customers;

/// <summary>Rows that an erasure took away or made anonymous.</summary>
/// <param name="Customers">Deleted customers.</param>
/// <param name="Carts">Carts that are guests' carts now.</param>
/// <param name="Quarantined">Deleted rows of the quarantine.</param>
public sealed record ErasedRows(long Customers, long Carts, long Quarantined)
{
    public static ErasedRows None { get; } = new(0, 0, 0);
}

/// <summary>Tells whether a rejected element, as far as the quarantine holds it, names an erased customer.</summary>
/// <param name="entity">Which list of the shop it stood in.</param>
/// <param name="payload">JSON; the end of a large one may be cut off.</param>
public delegate bool NamesErased(Entity entity, string payload);

/// <summary>The table <c>erased_customers</c>, and taking the customers in it out of the other tables.</summary>
public static class CustomerErasure
{
    /// <summary>The store's erased customers.</summary>
    public static async Task<ErasedCustomers> ReadAsync(StoreSession session, short storeId, CancellationToken cancellationToken)
    {
        var rows = await session.Command("Customers/select_erased", storeId).RowsAsync(
            row => new ErasedCustomer(row.GetInt64(0), row.GetDateTime(1)), cancellationToken);
        return rows.IsEmpty ? ErasedCustomers.None : new(rows);
    }

    /// <summary>Enters customers in the table and takes them out of the others, in one transaction. The content hash of a cart that becomes
    /// a guest's no longer fits: the next full load writes that cart anew. The session must hold the store's lock.</summary>
    /// <param name="session">The session.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="store">Its name.</param>
    /// <param name="customers">Whom to erase.</param>
    /// <param name="names">Finds them in the quarantine.</param>
    /// <param name="cancellationToken">Ends the statements; then nothing is changed.</param>
    public static async Task<ErasedRows> EraseAsync(
        StoreSession session, short storeId, string store, ErasedCustomers customers, NamesErased names,
        CancellationToken cancellationToken)
    {
        await using var transaction = await session.BeginWriteAsync(store, cancellationToken);
        var keys = customers.All.Select(customer => customer.UserId).ToArray();
        await session.ExecuteAsync(
            "Customers/insert_erased", cancellationToken, storeId, keys, customers.All.Select(customer => customer.ErasedAt).ToArray());
        var erased = new ErasedRows(
            await session.ExecuteAsync("Customers/delete_customers", cancellationToken, storeId, keys),
            await session.ScalarAsync<long>("Customers/make_carts_guests", cancellationToken, storeId, keys),
            await DeleteQuarantinedAsync(session, storeId, customers, names, cancellationToken));
        // Their rows are no longer what the chunks hold, which are rewritten too.
        foreach (var entity in (Entity[])[Entity.Customers, Entity.Carts])
            await LoadedChunk.ForgetAsync(session, storeId, entity, cancellationToken);
        await session.CommitAsync(transaction, cancellationToken);
        return erased;
    }

    private static async Task<long> DeleteQuarantinedAsync(
        StoreSession session, short storeId, ErasedCustomers customers, NamesErased names, CancellationToken cancellationToken)
    {
        List<(string Entity, string Key)> found = [];
        await foreach (var row in QuarantineOfPeople.ReadAsync(session, storeId, cancellationToken))
            if (row.IsOf(customers.Contains) || names(row.Entity, row.Payload))
                found.Add((SnakeCase.Of(row.Entity), row.RecordKey));
        return found.Count == 0 ? 0 : await session.ExecuteAsync(
            "Customers/delete_quarantined", cancellationToken, storeId, found.Select(row => row.Entity).ToArray(),
            found.Select(row => row.Key).ToArray());
    }
}
