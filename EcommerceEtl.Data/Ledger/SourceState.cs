using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Data.Ledger;

/// <summary>What the last success knew of one entity of the source; written in the load's transaction, and only if something
/// changed.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="ETag">The response's ETag, if it had one.</param>
/// <param name="LastModified">The response's Last-Modified, if it had one.</param>
/// <param name="EntityHash">SHA-256 over its chunk hashes.</param>
public sealed record SourceState(Entity Entity, string? ETag, string? LastModified, string EntityHash)
{
    public async Task WriteAsync(LoadContext load, CancellationToken cancellationToken)
    {
        await using var command = load.Session.Command("Ledger/upsert_source_state");
        command.Parameters.Add(new() { Value = load.StoreId });
        command.Parameters.Add(new() { Value = SnakeCase.Of(Entity) });
        command.Parameters.Add(new() { Value = (object?)ETag ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)LastModified ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = EntityHash });
        command.Parameters.Add(new() { Value = load.RunId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
