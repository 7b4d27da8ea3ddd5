using System.Collections.Immutable;
using EcommerceEtl.Data.Session;

namespace EcommerceEtl.Data.Totals;

/// <summary>What a store's carts of one day add up to.</summary>
/// <param name="Carts">How many.</param>
/// <param name="Revenue">Their revenue.</param>
public readonly record struct DayTotal(long Carts, decimal Revenue)
{
    /// <summary>The figures of every day that has carts, as the session's transaction sees them.</summary>
    public static async Task<ImmutableDictionary<DateOnly,
        DayTotal>> ReadAsync(StoreSession session, short storeId, CancellationToken cancellationToken)
    {
        var days = ImmutableDictionary.CreateBuilder<DateOnly, DayTotal>();
        await using var command = session.Command("Totals/select_days", storeId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            days.Add(row.GetFieldValue<DateOnly>(0), new DayTotal(row.GetInt64(1), row.GetDecimal(2)));
        return days.ToImmutable();
    }
}
