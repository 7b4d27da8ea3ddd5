namespace EcommerceEtl.Data.Session;

/// <summary>Finds a connection pooler that gives each transaction another server session: with it no lock and no setting would hold. It is
/// found before anything is said that outlasts a transaction, so that nothing is left on a session which the pooler gives to somebody else
/// next.</summary>
public static class PoolerProbe
{
    /// <summary>How long a pooler may take to give out a server session, in seconds.</summary>
    private const int PatienceSeconds = 5;

    /// <summary>Looks with two sessions beside each other.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.PooledSession"/>, or why there are no two sessions.</exception>
    public static async Task RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        var target = new SessionTarget(connectionString, "ecommerce-etl check", null);
        await using var connection = await SessionConnection.ConnectAsync(target, cancellationToken);
        await InterleaveAsync(connection, target, cancellationToken);
    }

    /// <summary>Passes at once where the server session is the one that the greeting named. A pooler greets with a process number of its
    /// own making, since a request to cancel comes to it: there a second session is opened, to see whether each of the two keeps its server
    /// session.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.PooledSession"/>.</exception>
    internal static async Task RefuseAsync(NpgsqlConnection connection, SessionTarget target, CancellationToken cancellationToken)
    {
        if (await BackendAsync(connection, cancellationToken) != connection.ProcessID
            || await BackendAsync(connection, cancellationToken) != connection.ProcessID)
            await InterleaveAsync(connection, target, cancellationToken);
    }

    private static async Task InterleaveAsync(NpgsqlConnection one, SessionTarget target, CancellationToken cancellationToken)
    {
        await using var other = await SessionConnection.ConnectAsync(target.On(one), cancellationToken);
        int first, second;
        try
        {
            first = await BackendAsync(one, cancellationToken);
            second = await BackendAsync(other, cancellationToken);
        }
        catch (NpgsqlException waited) when (waited.InnerException is TimeoutException)
        {
            throw new EtlException(
                ErrorCode.DatabaseUnreachable,
                $"The connection pooler at {target.Address} gave no second session within {PatienceSeconds} s. Let it open more server "
                + "sessions for this user and database, or point ConnectionStrings:Warehouse at PostgreSQL itself.",
                transient: true,
                waited);
        }
        if (first != second && !await SwapsAsync((one, first), (other, second), cancellationToken))
            return;
        throw new EtlException(
            ErrorCode.PooledSession,
            $"A connection pooler in transaction mode stands between this worker and the database {target.Address}: of two sessions "
            + "beside each other not each kept a server session of its own, so that no lock would hold. Point ConnectionStrings:Warehouse "
            + "at PostgreSQL itself, or at the pooler's session mode. Nothing was changed.");
    }

    /// <summary>True if a session has another server session in one transaction than in the one before.</summary>
    private static async Task<bool> SwapsAsync(
        (NpgsqlConnection Connection, int Backend) one, (NpgsqlConnection Connection, int Backend) other,
        CancellationToken cancellationToken)
    {
        try
        {
            // Both end their transactions in the same order each time. A pooler gives out either the session that was returned last, or
            // the one that has waited for longest: whichever it is, one of the orders to begin in brings it to light.
            foreach (var (begins, follows) in new[] { (one, other), (one, other), (other, one) })
            {
                await using var begun = await begins.Connection.BeginTransactionAsync(cancellationToken);
                if (await BackendAsync(begins.Connection, cancellationToken) != begins.Backend)
                    return true;
                await using var beside = await follows.Connection.BeginTransactionAsync(cancellationToken);
                if (await BackendAsync(follows.Connection, cancellationToken) != follows.Backend)
                    return true;
                var (former, latter) = begins == one ? (begun, beside) : (beside, begun);
                await former.RollbackAsync(cancellationToken);
                await latter.RollbackAsync(cancellationToken);
            }
            return false;
        }
        catch (NpgsqlException waited) when (waited.InnerException is TimeoutException)
        {
            // It had a server session while the other one was idle, and has none while the other one is in a transaction.
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            // A pooler that gives each statement another server session lets no transaction begin.
            return true;
        }
    }

    private static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection) { CommandTimeout = PatienceSeconds };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
