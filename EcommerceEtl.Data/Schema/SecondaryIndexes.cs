namespace EcommerceEtl.Data.Schema;

/// <summary>The indexes of carts, lines, orders and rows of sales beside their keys: no migration of an empty warehouse makes them, but the
/// first load, when its rows are copied.</summary>
public static class SecondaryIndexes
{
    /// <summary>Makes those that are not there, in the run's write transaction. Where another load writes to the same tables, that one is
    /// left to make them.</summary>
    public static Task CreateMissingAsync(StoreSession session, CancellationToken cancellationToken) =>
        session.Connection.Command("Schema/create_missing_indexes").RunAsync(cancellationToken);
}
