using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Quarantine;

/// <summary>A row of <c>quarantine</c> as an operator sees it; times are UTC, entity, status and reason in snake case.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Entity">Which list of the shop it stood in.</param>
/// <param name="Key">The shop's id, or a hash of the payload where none could be read.</param>
/// <param name="Status"><c>open</c>, <c>resolved</c> or <c>discarded</c>.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Path">JSON path of the offending value.</param>
/// <param name="FirstSeenAt">When it was first rejected.</param>
/// <param name="LastSeenAt">When it was last rejected, to the day.</param>
/// <param name="RunId">The run that last wrote the row.</param>
/// <param name="Payload">What the shop sent, of the fields that are kept.</param>
public sealed record QuarantinedRecord(
    string Store, string Entity, string Key, string Status, string Reason, string Path, DateTime FirstSeenAt, DateTime LastSeenAt,
    long RunId, string Payload)
{
    /// <summary>Records by store and entity, the latest first.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="store">One store's only; null for all.</param>
    /// <param name="all">Also those that are resolved or discarded.</param>
    /// <param name="limit">Most records that are returned.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<IReadOnlyList<QuarantinedRecord>> ReadAsync(
        NpgsqlConnection connection, string? store, bool all, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Statement("Quarantine/list_quarantine"), connection);
        AddText(command, store);
        command.Parameters.Add(new() { Value = all });
        command.Parameters.Add(new() { Value = limit });
        List<QuarantinedRecord> records = [];
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            records.Add(new QuarantinedRecord(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                row.GetDateTime(6),
                row.GetDateTime(7), row.GetInt64(8), row.GetString(9)));
        }
        return records;
    }

    /// <summary>Sets one open record aside until its payload changes. Where the key stands for several, none is changed.</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<IReadOnlyList<(string Store, string Entity)>> DiscardAsync(
        NpgsqlConnection connection, string key, string? store, string? entity, CancellationToken cancellationToken) =>
        ChangeAsync(connection, "Quarantine/discard_quarantine", key, store, entity, cancellationToken);

    /// <summary>Takes the discarding of one record back. Where the key stands for several discarded ones, none is changed.</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<IReadOnlyList<(string Store, string Entity)>> RestoreAsync(
        NpgsqlConnection connection, string key, string? store, string? entity, CancellationToken cancellationToken) =>
        ChangeAsync(connection, "Quarantine/restore_quarantine", key, store, entity, cancellationToken);

    /// <summary>Names of the stores of the warehouse, sorted.</summary>
    public static async Task<IReadOnlyList<string>> StoresAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<string> names = [];
        await using var command = new NpgsqlCommand("SELECT name FROM stores ORDER BY name", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            names.Add(row.GetString(0));
        return names;
    }

    /// <param name="connection">An open connection.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="key">Its <see cref="Key"/>.</param>
    /// <param name="store">The store; null for any.</param>
    /// <param name="entity">The entity in snake case; null for any.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns>Store and entity of every record that the key stands for: it was changed if there is exactly one.</returns>
    private static async Task<IReadOnlyList<(string Store, string Entity)>> ChangeAsync(
        NpgsqlConnection connection, string statement, string key, string? store, string? entity, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<(string, string)> found = [];
        await using (var command = new NpgsqlCommand(EmbeddedSql.Statement(statement), connection, transaction))
        {
            AddText(command, key);
            AddText(command, store);
            AddText(command, entity);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                found.Add((row.GetString(0), row.GetString(1)));
        }
        if (found.Count == 1)
            await transaction.CommitAsync(cancellationToken);
        return found;
    }

    private static void AddText(NpgsqlCommand command, string? value) =>
        command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
}
