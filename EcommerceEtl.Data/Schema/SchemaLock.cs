using Npgsql;

namespace EcommerceEtl.Data.Schema;

/// <summary>
/// The session advisory lock over the schema: runs hold it shared, a migration takes it exclusive. It is free as soon as the session that holds it
/// ends, however that happens.
/// </summary>
public static class SchemaLock
{
    /// <summary>The lock's key is <c>hashtextextended(KeyText, 0)</c>.</summary>
    public const string KeyText = "ecommerce-etl schema";

    /// <summary>How often a waiting migration says so.</summary>
    public static readonly TimeSpan NoticeInterval = TimeSpan.FromSeconds(10);

    /// <summary>Waits, as long as it takes, until no run and no other migration holds the lock.</summary>
    internal static async Task TakeExclusiveAsync(
        NpgsqlConnection connection, TimeProvider time, Action<TimeSpan> waiting, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", connection)
        {
            CommandTimeout = 0,
            Parameters = { new NpgsqlParameter { Value = KeyText } },
        };
        var taken = command.ExecuteNonQueryAsync(cancellationToken);
        // The delay does not end with the token: cancelling ends the command, and that ends the loop.
        while (await Task.WhenAny(taken, Task.Delay(NoticeInterval, time, CancellationToken.None)) != taken)
            waiting(time.GetElapsedTime(started));
        await taken;
    }
}
