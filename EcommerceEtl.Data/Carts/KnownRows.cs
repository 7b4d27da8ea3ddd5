namespace EcommerceEtl.Data.Carts;

/// <summary>Counts the rows that a store has of an entity by their keys, before a load changes them. Products that the shop no longer lists
/// do not count.</summary>
public static class KnownRows
{
    /// <summary>Rows with a key below the first or above the last of a range.</summary>
    public static Task<long> CountOutsideAsync(
        StoreSession session, short storeId, Entity entity, (long First, long Last) range, CancellationToken cancellationToken) =>
        session.ScalarAsync<long>("Carts/count_rows_outside", cancellationToken, storeId, SnakeCase.Of(entity), range.First, range.Last);

    /// <summary>Rows with one of these keys.</summary>
    /// <param name="session">Where the rows are counted.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="keys">In ascending order, at least one.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static Task<long> CountAmongAsync(
        StoreSession session, short storeId, Entity entity, long[] keys, CancellationToken cancellationToken) =>
        session.ScalarAsync<long>("Carts/count_rows_among", cancellationToken, storeId, SnakeCase.Of(entity), keys, keys[0], keys[^1]);
}
