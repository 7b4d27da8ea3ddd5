using Npgsql;

namespace EcommerceEtl.Data.Schema;

/// <summary>
/// The session advisory lock over the schema: runs hold it shared, a migration takes it exclusive. It is free as soon as the session that
/// holds it ends, however that happens.
/// </summary>
public static class SchemaLock
{
    /// <summary>The lock's key is <c>hashtextextended(KeyText, 0)</c>.</summary>
    public const string KeyText = "ecommerce-etl schema";

    /// <summary>Takes an advisory lock for as long as the session lives, and waits until nobody else holds it.</summary>
    internal static async Task<int> TakeExclusiveAsync(NpgsqlConnection connection, string keyText, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", connection)
        {
            CommandTimeout = 0,
            Parameters = { new NpgsqlParameter { Value = keyText } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
