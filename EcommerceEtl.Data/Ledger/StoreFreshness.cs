namespace EcommerceEtl.Data.Ledger;

/// <summary>How a store stands, from the ledger alone: every worker that asks gets the same answer. Times are UTC.</summary>
/// <param name="LastSuccessAt">End of its last success; null if there was none.</param>
/// <param name="LastCompletionAt">End of its last run, however it ended.</param>
/// <param name="Unpriced">Unpriced lines after the last success.</param>
/// <param name="Quarantined">Open quarantine rows an entity.</param>
/// <param name="LatestSlot">Latest slot that has a run, however it ended.</param>
/// <param name="Retired">True if nobody expects runs of it any more.</param>
public sealed record StoreFreshness(
    string Store, DateTime? LastSuccessAt, DateTime? LastCompletionAt, RunOutcome? LastOutcome, long Unpriced, DateTime? NewestCartAt,
    IReadOnlyDictionary<Entity, long> Quarantined, DateTime? LatestSlot, bool Retired)
{
    /// <summary>A store that is not in the warehouse yet.</summary>
    public static StoreFreshness NeverRun(string store) =>
        new(store, null, null, null, 0, null, Entities.All.ToDictionary(entity => entity, _ => 0L), null, Retired: false);

    public static Task<ImmutableArray<StoreFreshness>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.Command("Ledger/store_freshness").RowsAsync(
            row => new StoreFreshness(
                row.GetString(0), row.Time(1), row.Time(2), row.Text(3) is { } outcome ? SnakeCase.Parse<RunOutcome>(outcome) : null,
                row.IsDBNull(4) ? 0 : row.GetInt64(4), row.Time(5), new Dictionary<Entity, long>
                {
                    [Entity.Products] = row.GetInt64(6),
                    [Entity.Customers] = row.GetInt64(7),
                    [Entity.Carts] = row.GetInt64(8),
                },
                row.Time(9), row.GetBoolean(10)),
            cancellationToken);
}
