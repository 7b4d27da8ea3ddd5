namespace EcommerceEtl.Data.Quarantine;

/// <summary>A row of <c>quarantine</c> as an operator sees it; times are UTC, entity, status and reason in snake case.</summary>
/// <param name="Entity">Which list of the shop it stood in.</param>
/// <param name="Key">The shop's id, or a hash of the payload where none could be read.</param>
/// <param name="Status"><c>open</c>, <c>resolved</c> or <c>discarded</c>.</param>
/// <param name="Path">JSON path of the offending value.</param>
/// <param name="LastSeenAt">When it was last rejected, to the day.</param>
/// <param name="RunId">The run that last wrote the row.</param>
/// <param name="Payload">What the shop sent, of the fields that are kept.</param>
public sealed record QuarantinedRecord(
    string Store, string Entity, string Key, string Status, string Reason, string Path, DateTime FirstSeenAt, DateTime LastSeenAt,
    long RunId, string Payload)
{
    /// <summary>Records by store and entity, the latest first.</summary>
    /// <param name="store">One store's only; null for all.</param>
    /// <param name="all">Also those that are resolved or discarded.</param>
    public static Task<ImmutableArray<QuarantinedRecord>> ReadAsync(
        NpgsqlConnection connection, string? store, bool all, int limit, CancellationToken cancellationToken) =>
        connection.Command("Quarantine/list_quarantine", store, all, limit).RowsAsync(
            row => new QuarantinedRecord(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                row.GetDateTime(6), row.GetDateTime(7), row.GetInt64(8), row.GetString(9)),
            cancellationToken);

    public static Task<ImmutableArray<string>> StoresAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.Sql("SELECT name FROM stores ORDER BY name").RowsAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Sets one open record aside until its payload changes, or takes that back. Where the key stands for several, none is
    /// changed.</summary>
    /// <param name="discard">False to take it back.</param>
    /// <param name="store">The store; null for any.</param>
    /// <param name="entity">The entity in snake case; null for any.</param>
    /// <returns>Store and entity of every record that the key stands for: it was changed if there is exactly one.</returns>
    public static async Task<ImmutableArray<(string Store, string Entity)>> ChangeAsync(
        NpgsqlConnection connection, bool discard, string key, string? store, string? entity, CancellationToken cancellationToken)
    {
        var statement = discard ? "Quarantine/discard_quarantine" : "Quarantine/restore_quarantine";
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.Command(statement, key, store, entity).RowsAsync(
            row => (Store: row.GetString(0), Entity: row.GetString(1)), cancellationToken);
        if (found.Length == 1)
            await transaction.CommitAsync(cancellationToken);
        return found;
    }
}
