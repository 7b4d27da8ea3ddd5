namespace EcommerceEtl.Data.Ledger;

/// <summary>What the warehouse knows of a store beside its rows.</summary>
/// <param name="Name">Its name: folder, label and lock key.</param>
/// <param name="Kind">Source kind, such as <c>FakeStore</c>.</param>
/// <param name="TimeZone">IANA name of the zone that days are counted in.</param>
public sealed record StoreIdentity(
    string Name, string Kind, ShopAddress Address, string Currency, string TimeZone, StepOrigins Origins,
    OpenCarts OpenCarts)
{
    /// <summary>What makes the shop that was known of this name another one than this, such as <c>kind A -> B</c>; empty if nothing
    /// does.</summary>
    public string MovesFrom(string kind, ShopAddress address)
    {
        List<string> moves = [];
        if (kind != Kind)
            moves.Add($"kind {kind} -> {Kind}");
        if (!address.IsSameShop(Address))
            moves.Add($"address {address} -> {Address}");
        return string.Join(", ", moves);
    }
}

/// <summary>What the warehouse holds of a store; times are UTC.</summary>
/// <param name="Address">Address of its API, without user and query.</param>
/// <param name="RetiredAt">Since when nobody expects runs of it; null while it is in use.</param>
/// <param name="LastSuccessAt">End of its last success; null if there was none.</param>
/// <param name="Products">Products, those that the shop no longer has included.</param>
/// <param name="Quarantined">Records in the quarantine, whatever their status.</param>
/// <param name="Erased">Customers who were erased, of whom the key is kept.</param>
public sealed record StoreHolding(
    string Name, string Kind, string Address, string Currency, DateTime? RetiredAt, DateTime? LastSuccessAt, long Products,
    long Customers, long Carts, long Quarantined, long Erased, long Runs)
{
    public static Task<ImmutableArray<StoreHolding>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.Command("Ledger/store_holdings").RowsAsync(
            row => new StoreHolding(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4), row.Time(5), row.GetInt64(6),
                row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11)),
            cancellationToken);
}

/// <summary>The end of a store in the warehouse.</summary>
public static class StoreRemoval
{
    /// <summary>Tables with rows of stores, each before those that its rows refer to.</summary>
    private static readonly string[] Tables =
    [
        "restatements", "source_state", "loaded_chunks", "quarantine", "order_sales", "orders", "cart_lines", "carts", "customers",
        "erased_customers", "product_prices", "products", "daily_totals", "monthly_products", "first_orders",
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

        Task DeleteAsync(string sql) => session.Connection.Sql(sql, storeId).RunAsync(cancellationToken);
    }
}
