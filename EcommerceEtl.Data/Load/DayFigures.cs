using System.Collections.Immutable;

namespace EcommerceEtl.Data.Load;

/// <summary>What a store's carts of one day add up to.</summary>
/// <param name="Carts">How many.</param>
/// <param name="Revenue">Their revenue.</param>
public readonly record struct DayFigures(long Carts, decimal Revenue)
{
    /// <summary>The figures of every day that has carts, as the session's transaction sees them.</summary>
    public static async Task<ImmutableDictionary<DateOnly,
        DayFigures>> ReadAsync(LoadSession session, short storeId, CancellationToken cancellationToken)
    {
        var days = ImmutableDictionary.CreateBuilder<DateOnly, DayFigures>();
        await using var command = session.Command("Load/select_days.sql", storeId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            days.Add(row.GetFieldValue<DateOnly>(0), new DayFigures(row.GetInt64(1), row.GetDecimal(2)));
        return days.ToImmutable();
    }
}
