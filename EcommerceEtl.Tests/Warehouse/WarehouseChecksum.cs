using Npgsql;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>What a checksum of the warehouse covers.</summary>
public enum ChecksumScope
{
    /// <summary>Every column of every table but the ledger's two: equal before and after means that no row changed.</summary>
    Everything,

    /// <summary>What two databases of the same shops must agree on, however they came to it: run and store numbers (the store's name stands
    /// for it) and times of loading are left out, as are <c>loaded_chunks</c>, <c>restatements</c> and <c>source_state</c>, which
    /// tell of runs and requests.</summary>
    AcrossDatabases,
}

/// <summary>A fingerprint of the warehouse's rows.</summary>
public static class WarehouseChecksum
{
    private static readonly string[] ShopTables =
    [
        "cart_lines", "carts", "customers", "daily_totals", "first_orders", "monthly_products", "order_sales", "orders", "product_prices",
        "products", "quarantine", "stores",
    ];

    private static readonly string[] RunTables = ["loaded_chunks", "restatements", "source_state"];

    /// <summary>One line a table: its name, row count and an md5 over all rows in an order that depends on nothing but their
    /// content.</summary>
    public static async Task<string> OfAsync(NpgsqlConnection connection, ChecksumScope scope)
    {
        string[] tables = scope == ChecksumScope.Everything ? [.. ShopTables, .. RunTables] : ShopTables;
        // jsonb writes times in the session's zone.
        var zone = (await connection.RowsAsync("SELECT current_setting('TimeZone')"))[0];
        await connection.RowsAsync("SELECT set_config('TimeZone', 'UTC', false)");
        var lines = await connection.RowsAsync(string.Join(" UNION ALL ", tables.Select(table => Select(table, scope))));
        await connection.RowsAsync($"SELECT set_config('TimeZone', '{zone}', false)");
        return string.Join('\n', lines.Order(StringComparer.Ordinal)).Replace('|', ' ');
    }

    private static string Select(string table, ChecksumScope scope)
    {
        var row = scope == ChecksumScope.Everything
            ? "to_jsonb(t)"
            : """
              to_jsonb(t) - '{store_id,run_id,loaded_at,first_seen_at,last_seen_at}'::text[]
                || jsonb_build_object('store', (SELECT name FROM stores s WHERE s.store_id = t.store_id))
              """;
        return $"""
            SELECT '{table}', count(*), md5(coalesce(string_agg(digest, '' ORDER BY digest), ''))
            FROM (SELECT md5(({row})::text) AS digest FROM {table} t) digests
            """;
    }
}
