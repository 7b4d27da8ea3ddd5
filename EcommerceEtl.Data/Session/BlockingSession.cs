namespace EcommerceEtl.Data.Session;

/// <summary>A session of the server that holds a lock which another one waits for, as far as the asking user may see it.</summary>
/// <param name="Pid">Its process number at the server; 0 where it is none any more, but a prepared transaction.</param>
/// <param name="Application">What the client calls itself; empty if it says nothing.</param>
/// <param name="Since">When it connected, by the server's clock; null where the server tells that only to its own role and to
/// superusers. Of a prepared transaction when it was prepared.</param>
/// <param name="Prepared">The name under which a transaction was prepared for a commit in two phases; null of a session.</param>
public sealed record BlockingSession(int Pid, string Role, string Application, DateTime? Since, string? Prepared = null)
{
    /// <summary>The statement with which a superuser makes it let go.</summary>
    internal string EndingStatement =>
        Prepared is null
            ? $"SELECT pg_terminate_backend({Pid})" : $"ROLLBACK PREPARED '{Prepared.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The sessions that keep a backend waiting for a lock of any kind; none if it does not wait.</summary>
    /// <param name="connection">Any session of the same server but the waiting one, which is busy.</param>
    /// <param name="waiter">Process number of the backend that waits.</param>
    internal static Task<ImmutableArray<BlockingSession>> OfAsync(
        NpgsqlConnection connection, int waiter, CancellationToken cancellationToken) =>
        ReadAsync(connection, "Session/blocking_sessions", waiter, cancellationToken);

    /// <summary>The session that holds a store's lock; null if it is free.</summary>
    /// <param name="session">Any session of the same database.</param>
    public static async Task<BlockingSession?> OfStoreAsync(StoreSession session, string store, CancellationToken cancellationToken) =>
        (await ReadAsync(session.Connection, "Session/store_lock_holder", store, cancellationToken)).FirstOrDefault();

    public override string ToString()
    {
        if (Prepared is not null)
            return $"the transaction `{Prepared}` that the role `{Role}` prepared at {Since:yyyy-MM-dd HH:mm:ss} UTC";
        var application = Application.Length == 0 ? "no application name" : $"application `{Application}`";
        var connected = Since is { } since ? $", connected since {since:yyyy-MM-dd HH:mm:ss} UTC" : "";
        return $"process {Pid} of the role `{Role}` ({application}{connected})";
    }

    private static Task<ImmutableArray<BlockingSession>> ReadAsync(
        NpgsqlConnection connection, string statement, object parameter, CancellationToken cancellationToken) =>
        connection.Command(statement, parameter).RowsAsync(
            row => new BlockingSession(row.GetInt32(0), row.GetString(1), row.GetString(2), row.Time(3), row.Text(4)), cancellationToken);
}

/// <summary>A backend that holds a store's lock and waits in the middle of a statement for a client that does not answer.</summary>
/// <param name="Pid">Its process number at the server.</param>
/// <param name="Since">When its statement began, by the server's clock.</param>
public sealed record LockHolder(int Pid, DateTime Since)
{
    /// <summary>The stopped holder of a store's lock, or null if the holder is well or there is none.</summary>
    /// <param name="session">Any session; it does not hold the lock.</param>
    /// <param name="silence">How long a holder may be silent (<c>Database:SessionTimeout</c>).</param>
    public static async Task<LockHolder?> FindStuckAsync(
        StoreSession session, string store, TimeSpan silence, CancellationToken cancellationToken) =>
        (await session.Command("Session/stuck_holder", store, silence).RowsAsync(
            row => new LockHolder(row.GetInt32(0), row.GetDateTime(1)), cancellationToken)).FirstOrDefault();

    /// <summary>Ends the backend, which frees the lock and rolls back what it was writing.</summary>
    public Task EndAsync(StoreSession session, CancellationToken cancellationToken) =>
        session.Connection.Sql("SELECT pg_terminate_backend($1)", Pid).RunAsync(cancellationToken);
}
