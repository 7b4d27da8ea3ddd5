using EcommerceEtl.Data.Session;
using Npgsql;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The end of a store in the warehouse.</summary>
public static class StoreRemoval
{
    /// <summary>Tables with rows of stores, each before those that its rows refer to.</summary>
    private static readonly string[] Tables =
    [
        "restatements", "source_state", "quarantine", "cart_lines", "carts", "customers", "erased_customers", "product_prices", "products",
        "daily_sessions",
        "monthly_products",
    ];

    /// <summary>Deletes every row of a store, its runs in the ledger included, in one transaction. The session holds the store's lock and
    /// is the owner's.</summary>
    public static async Task RemoveAsync(StoreSession session, short storeId, string name, CancellationToken cancellationToken)
    {
        await using var transaction = await session.BeginWriteAsync(name, cancellationToken);
        foreach (var table in Tables)
            await DeleteAsync($"DELETE FROM {table} WHERE store_id = $1");
        await DeleteAsync("DELETE FROM etl_run_entities e USING etl_runs r WHERE r.run_id = e.run_id AND r.store_id = $1");
        await DeleteAsync("DELETE FROM etl_runs WHERE store_id = $1");
        await DeleteAsync("DELETE FROM stores WHERE store_id = $1");
        await session.CommitAsync(transaction, cancellationToken);

        async Task DeleteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, session.Connection) { Parameters = { new() { Value = storeId } } };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
