namespace EcommerceEtl.Data.Schema;

/// <summary>The session advisory lock over the schema: runs hold it shared, a migration takes it exclusive. It is free as soon as the
/// session that holds it ends, however that happens.</summary>
public static class SchemaLock
{
    /// <summary>The lock's key is <c>hashtextextended(KeyText, 0)</c>.</summary>
    public const string KeyText = "ecommerce-etl schema";

    /// <summary>Keeps migrations away until the session ends, and refuses a schema that is not this build's.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SchemaNewer"/> or <see cref="ErrorCode.SchemaOlder"/>.</exception>
    public static async Task HoldAsync(StoreSession session, CancellationToken cancellationToken)
    {
        await session.ScalarAsync<string>("Schema/lock_schema_shared", cancellationToken, KeyText);
        (await SchemaState.ReadAsync(session.Connection, cancellationToken)).ThrowIfNotCurrent();
    }

    /// <summary>Takes an advisory lock for as long as the session lives, and waits until nobody else holds it.</summary>
    internal static Task<int> TakeExclusiveAsync(NpgsqlConnection connection, string keyText, CancellationToken cancellationToken) =>
        connection.Sql("SELECT pg_advisory_lock(hashtextextended($1, 0))", keyText).RunAsync(cancellationToken);
}
