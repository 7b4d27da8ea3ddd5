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
    /// <summary>What the last success found of each entity, in the order of their names; empty if there was none.</summary>
    public ImmutableArray<HeldElements> Held { get; init; } = [];

    /// <summary>A store that is not in the warehouse yet.</summary>
    public static StoreFreshness NeverRun(string store) =>
        new(store, null, null, null, 0, null, Entities.All.ToDictionary(entity => entity, _ => 0L), null, Retired: false);

    /// <summary>Stores of the warehouse and those that were never run, by name: whoever has just added one expects to see it.</summary>
    /// <param name="configured">Names of the stores that the worker's settings have.</param>
    public static ImmutableArray<StoreFreshness> WithNeverRun(IEnumerable<StoreFreshness> known, IEnumerable<string> configured) =>
        [.. known.UnionBy(configured.Select(NeverRun), store => store.Store).OrderBy(store => store.Store, StringComparer.Ordinal)];

    /// <summary>The longest time between two carts.</summary>
    /// <param name="since">Carts from then on (UTC) are looked at.</param>
    /// <returns>Null if there are less than two.</returns>
    public async Task<TimeSpan?> LongestGapAsync(NpgsqlConnection connection, DateTime since, CancellationToken cancellationToken) =>
        (await connection.Command("Ledger/longest_gap", Store, since).RowsAsync(
            row => row.IsDBNull(0) ? (TimeSpan?)null : row.GetTimeSpan(0), cancellationToken))[0];

    public static async Task<ImmutableArray<StoreFreshness>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var held = await HeldElements.ReadAsync(connection, cancellationToken);
        return await connection.Command("Ledger/store_freshness").RowsAsync(
            row => new StoreFreshness(
                row.GetString(0), row.Time(1), row.Time(2), row.Text(3) is { } outcome ? SnakeCase.Parse<RunOutcome>(outcome) : null,
                row.IsDBNull(4) ? 0 : row.GetInt64(4), row.Time(5), new Dictionary<Entity, long>
                {
                    [Entity.Products] = row.GetInt64(6),
                    [Entity.Customers] = row.GetInt64(7),
                    [Entity.Carts] = row.GetInt64(8),
                },
                row.Time(9), row.GetBoolean(10))
            {
                Held = [.. held[row.GetString(0)]],
            },
            cancellationToken);
    }
}

/// <summary>How much of an entity the shop has, and where it is.</summary>
/// <param name="Source">How many the shop has of what is held; null where nobody has counted them.</param>
/// <param name="Landed">How many different ones are landed.</param>
/// <param name="Warehouse">How many of these the warehouse has: as a row, as rejected, or as skipped for their currency.</param>
/// <param name="CompleteSince">What was created since then (UTC) is held, and nothing older; null if all is, and
/// <see cref="DateTime.MaxValue"/> while nothing is.</param>
public sealed record HeldElements(Entity Entity, long? Source, long Landed, long Warehouse, DateTime? CompleteSince)
{
    /// <summary>True if nothing is missing anywhere, as far as somebody counted.</summary>
    public bool IsEqual => Landed == Warehouse && (Source ?? Landed) == Landed;

    internal static async Task<ILookup<string, HeldElements>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.Command("Ledger/store_elements").RowsAsync(
            row => (Store: row.GetString(0), Held: new HeldElements(
                SnakeCase.Parse<Entity>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
                row.Time(5))), cancellationToken))
        .ToLookup(row => row.Store, row => row.Held, StringComparer.Ordinal);
}
