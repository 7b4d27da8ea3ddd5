using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Data;

/// <summary>Opens connections that are one server session each: unpooled, so that closing one ends its session and frees what it locked.</summary>
public static class SessionConnection
{
    /// <summary>Longest time for one attempt to connect, in seconds: a command without a database fails within ten.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>Opens a session whose commands have no time-out.</summary>
    /// <param name="connectionString">Connection string; pooling and time-outs in it are overridden.</param>
    /// <param name="name">What the server shows as the session's application.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="database">Another database of the same server.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseUnreachable"/> or <see cref="ErrorCode.DatabaseRefused"/>.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(
        string connectionString, string name, CancellationToken cancellationToken, string? database = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            Timeout = ConnectSeconds,
            ApplicationName = name,
        };
        // A Unix socket has no such option, and its server cannot vanish without a word.
        if (builder.Host?.StartsWith('/') != true)
        {
            // Noticed after a minute; the system's own default is two hours.
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 15_000;
            builder.TcpKeepAliveInterval = 5_000;
        }
        builder.Database = database ?? builder.Database;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        var opening = ConnectAsync(connection, cancellationToken);
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
            if (DatabaseErrors.WhileConnecting(failure, Address(builder), builder.Password) is { } known)
                throw known;
            throw;
        }
    }

    private static async Task ConnectAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        // Compiling takes the server longer than most statements, and it decides by guesses about tables that are too small to be analysed.
        await using var command = new NpgsqlCommand("SET jit = off", connection) { CommandTimeout = ConnectSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task DisposeAfterAsync(Task opening, NpgsqlConnection connection)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
    }

    private static string Address(NpgsqlConnectionStringBuilder parts) => $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
}
