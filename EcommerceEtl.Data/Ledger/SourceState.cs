namespace EcommerceEtl.Data.Ledger;

/// <summary>What the last success knew of one entity of the source; written in the load's transaction, and only if something
/// changed.</summary>
/// <param name="ETag">The response's ETag, if it had one.</param>
/// <param name="LastModified">The response's Last-Modified, if it had one.</param>
/// <param name="EntityHash">SHA-256 over its chunk hashes.</param>
public sealed record SourceState(Entity Entity, string? ETag, string? LastModified, string EntityHash)
{
    /// <summary>Changes at the shop have been read up to here (UTC, by its clock); null where it is read whole.</summary>
    public DateTime? Cursor { get; init; }

    /// <summary>What was created since then (UTC) is held, and nothing that is older; null if all is held.</summary>
    public DateTime? CompleteSince { get; init; }

    /// <summary>How many the shop has of what is held; null before it was counted.</summary>
    public long? SourceCount { get; init; }

    /// <summary>Since when the carts of a store's last success are complete (UTC); null if all are.</summary>
    public static async Task<DateTime?> CompleteSinceAsync(StoreSession session, short storeId, CancellationToken cancellationToken) =>
        (await session.Command("Ledger/complete_since", storeId).RowsAsync(row => row.GetDateTime(0), cancellationToken))
        .Select(since => (DateTime?)since).FirstOrDefault();

    /// <summary>The hashes of the entities of a store's last success.</summary>
    public static async Task<Dictionary<Entity, string>> HashesAsync(
        StoreSession session, short storeId, CancellationToken cancellationToken) =>
        (await session.Command("Ledger/loaded_hashes", storeId).RowsAsync(
            row => KeyValuePair.Create(SnakeCase.Parse<Entity>(row.GetString(0)), row.GetString(1)), cancellationToken))
        .ToDictionary();

    public Task WriteAsync(LoadContext load, CancellationToken cancellationToken) => load.Session.ExecuteAsync(
        "Ledger/upsert_source_state", cancellationToken, load.StoreId, SnakeCase.Of(Entity), ETag, LastModified, EntityHash, load.RunId,
        Cursor, CompleteSince, SourceCount);
}
