using System.Text.Json;

namespace EcommerceEtl.Data.Ledger;

/// <summary>What of a store's orders is in no figure.</summary>
/// <param name="Difference">By how much its orders differ from what the shop states of them, summed up without signs, in its
/// currency.</param>
/// <param name="SkippedByCurrency">Orders in another currency, by its code, as the last success counted them.</param>
public sealed record OrdersLeftOut(string Store, decimal Difference, IReadOnlyDictionary<string, long> SkippedByCurrency)
{
    public static Task<ImmutableArray<OrdersLeftOut>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.Command("Ledger/store_orders").RowsAsync(
            row => new OrdersLeftOut(
                row.GetString(0), row.GetDecimal(1), JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(2)) ?? []),
            cancellationToken);
}
