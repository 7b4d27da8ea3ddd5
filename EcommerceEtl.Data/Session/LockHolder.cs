namespace EcommerceEtl.Data.Session;

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
