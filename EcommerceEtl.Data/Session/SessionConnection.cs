namespace EcommerceEtl.Data.Session;

/// <summary>Opens connections that are one server session each: unpooled, so that closing one ends its session and frees what it
/// locked.</summary>
public static class SessionConnection
{
    /// <summary>Opens a session that no time-out of the server ends, and whose commands have none.</summary>
    /// <param name="connectionString">Connection string; its pooling, the time-out of its commands and its application name are
    /// overridden.</param>
    /// <param name="name">What the server shows as the session's application.</param>
    /// <param name="database">Another database of the same server.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseUnreachable"/>, <see cref="ErrorCode.DatabaseRefused"/>, or
    /// <see cref="ErrorCode.PooledSession"/>.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(
        string connectionString, string name, CancellationToken cancellationToken, string? database = null)
    {
        var target = new SessionTarget(connectionString, name, database);
        var connection = await ConnectAsync(target, cancellationToken);
        try
        {
            // Before anything is said that outlasts a transaction: the session may be the next client's in a moment.
            await PoolerProbe.RefuseAsync(connection, target, cancellationToken);
            await using var settings =
                new NpgsqlCommand(EmbeddedSql.Statement("Session/every_session"), connection) { CommandTimeout = target.Seconds };
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (target.Understand(failure) is { } known)
                throw known;
            throw;
        }
    }

    /// <summary>The connection string as sessions use it: without a pool, and with what every session needs.</summary>
    public static string AsOpened(string connectionString) => new SessionTarget(connectionString, "ecommerce-etl", null).ConnectionString;

    /// <summary>Connects and says nothing else.</summary>
    internal static async Task<NpgsqlConnection> ConnectAsync(SessionTarget target, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(target.ConnectionString);
        var opening = connection.OpenAsync(cancellationToken);
        try
        {
            // The driver is deaf to the token while it waits for a server that took the connection and says nothing.
            await opening.WaitAsync(cancellationToken);
            return connection;
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = DisposeAfterAsync(opening, connection);
            throw;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (target.Understand(failure) is { } known)
                throw known;
            throw;
        }
    }

    private static async Task DisposeAfterAsync(Task opening, NpgsqlConnection connection)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
    }
}
