using Npgsql;

namespace EcommerceEtl.Data.Ledger;

/// <summary>What the warehouse holds of a store; times are UTC.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Address">Address of its API, without user and query.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="RetiredAt">Since when nobody expects runs of it; null while it is in use.</param>
/// <param name="LastSuccessAt">End of its last success; null if there was none.</param>
/// <param name="Products">Products, those that the shop no longer has included.</param>
/// <param name="Customers">Customers.</param>
/// <param name="Carts">Carts.</param>
/// <param name="Quarantined">Records in the quarantine, whatever their status.</param>
/// <param name="Erased">Customers who were erased, of whom the key is kept.</param>
/// <param name="Runs">Runs in the ledger.</param>
public sealed record StoreHolding(
    string Name, string Kind, string Address, string Currency, DateTime? RetiredAt, DateTime? LastSuccessAt, long Products,
    long Customers, long Carts,
    long Quarantined, long Erased, long Runs)
{
    /// <summary>All stores of a warehouse by name.</summary>
    public static async Task<IReadOnlyList<StoreHolding>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<StoreHolding> stores = [];
        await using var command = new NpgsqlCommand(EmbeddedSql.Statement("Ledger/store_holdings"), connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            stores.Add(new StoreHolding(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Time(row, 4), Time(row, 5), row.GetInt64(6),
                row.GetInt64(7), row.GetInt64(8),
                row.GetInt64(9), row.GetInt64(10), row.GetInt64(11)));
        }
        return stores;
    }

    private static DateTime? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
