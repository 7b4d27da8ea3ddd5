using System.Collections.Immutable;
using EcommerceEtl.Data.Load;
using Npgsql;

namespace EcommerceEtl.Data;

/// <summary>A session of the server that holds a lock which another one waits for, as far as the asking user may see it.</summary>
/// <param name="Pid">Its process number at the server.</param>
/// <param name="Role">The role that logged in.</param>
/// <param name="Application">What the client calls itself; empty if it says nothing.</param>
/// <param name="Since">When it connected, by the server's clock; null where the server tells that only to its own role and to
/// superusers.</param>
public sealed record BlockingSession(int Pid, string Role, string Application, DateTime? Since)
{
    /// <summary>The sessions that keep a backend waiting for a lock of any kind; none if it does not wait.</summary>
    /// <param name="connection">Any session of the same server but the waiting one, which is busy.</param>
    /// <param name="waiter">Process number of the backend that waits.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    internal static Task<ImmutableArray<BlockingSession>> OfAsync(
        NpgsqlConnection connection, int waiter, CancellationToken cancellationToken) =>
        ReadAsync(connection, "blocking_sessions.sql", waiter, cancellationToken);

    /// <summary>The session that holds a store's lock; null if it is free.</summary>
    /// <param name="session">Any session of the same database.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<BlockingSession?> OfStoreAsync(LoadSession session, string store, CancellationToken cancellationToken) =>
        (await ReadAsync(session.Connection, "Load/store_lock_holder.sql", store, cancellationToken)).FirstOrDefault();

    public override string ToString()
    {
        var application = Application.Length == 0 ? "no application name" : $"application `{Application}`";
        var connected = Since is { } since ? $", connected since {since:yyyy-MM-dd HH:mm:ss} UTC" : "";
        return $"process {Pid} of the role `{Role}` ({application}{connected})";
    }

    private static async Task<ImmutableArray<BlockingSession>> ReadAsync(
        NpgsqlConnection connection, string sqlFile, object parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Read(sqlFile), connection) { Parameters = { new() { Value = parameter } } };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = ImmutableArray.CreateBuilder<BlockingSession>();
        while (await row.ReadAsync(cancellationToken))
        {
            DateTime? since = await row.IsDBNullAsync(3, cancellationToken) ? null : row.GetDateTime(3);
            sessions.Add(new BlockingSession(row.GetInt32(0), row.GetString(1), row.GetString(2), since));
        }
        return sessions.ToImmutable();
    }
}
