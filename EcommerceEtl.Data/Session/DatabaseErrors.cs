using System.Net.Sockets;
using System.Security.Authentication;

namespace EcommerceEtl.Data.Session;

/// <summary>Turns what PostgreSQL and its driver report into the error codes that operators know. The cause is looked for inside wrapping
/// exceptions; a cancellation is never an error.</summary>
public static class DatabaseErrors
{
    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";
    private const string IdleSessionTimeout = "57P05";

    /// <summary>The error of an attempt to connect, or null if the exception comes neither from the database nor from the way to
    /// it.</summary>
    /// <param name="address">Hosts, ports and database, for the message.</param>
    /// <param name="password">What the login was tried with, which is not shown; null if it is not known.</param>
    /// <param name="severalHosts">True if the connection string names more than one.</param>
    public static EtlException? WhileConnecting(Exception failure, string address, string? password = null, bool severalHosts = false)
    {
        for (var cause = failure; cause is not null and not OperationCanceledException; cause = cause.InnerException)
        {
            switch (cause)
            {
                case EtlException known:
                    return known;
                // A database that is closed while it is restored is answered with the second.
                case PostgresException answered
                    when SessionEnded(answered.SqlState) || answered.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState:
                    return Unreachable(answered.MessageText);
                case PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } answered when password is not null
                    && !PlainPassword.Is(password):
                    var refused = Answered(answered, address);
                    return new EtlException(
                        refused.Code,
                        $"{refused.Message} The password holds other than {PlainPassword.Rule}, which this program sends as they are "
                        + "while PostgreSQL may have stored another form of them (SASLprep, RFC 4013): if it is right, give the user "
                        + "another one.",
                        inner: answered);
                case PostgresException answered when IsWrongSetting(answered.SqlState):
                    return new EtlException(
                        ErrorCode.DatabaseRefused,
                        $"The server refuses a session of {address}: {Sentence(answered.MessageText)} Check what "
                        + "ConnectionStrings:Warehouse asks for (Options, Timezone, Search Path), the environment variables PGOPTIONS and "
                        + "PGTZ, and what is set for the role and the database.",
                        inner: answered);
                case PostgresException answered:
                    return Answered(answered, address);
                // The system's own words, that an address cannot be assigned, are about networks.
                case NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.AddressNotAvailable } }
                    when address.StartsWith('/'):
                    return Unreachable("no server listens at a socket of that folder and port");
                case NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or SocketException:
                    return Unreachable(cause.InnerException?.Message ?? cause.Message);
                case NpgsqlException { InnerException: AggregateException hosts }:
                    return OfHosts([.. hosts.InnerExceptions.Select(host => (host, WhileConnecting(host, address, password)))]);
                // The driver has no code for it, only this text.
                case NpgsqlException when cause.Message.Contains("authentication method is not allowed", StringComparison.Ordinal):
                    return new EtlException(
                        ErrorCode.DatabaseRefused,
                        $"{address} would let the user in by a way that is not allowed, and the password was not sent: "
                        + $"{Sentence(cause.Message)} Where the way there is not sure to be encrypted, only SCRAM is allowed unless "
                        + "Require Auth says otherwise. Let the server use TLS and set SSL Mode=VerifyFull in "
                        + "ConnectionStrings:Warehouse, or let it ask by SCRAM (scram-sha-256 in pg_hba.conf, and the user's password set "
                        + "anew). Where nobody can listen or answer in the server's place, Require Auth=ScramSHA256,MD5 or the like "
                        + "allows more.",
                        inner: failure);
                case NpgsqlException { InnerException: null } when severalHosts:
                    return Unreachable("none of its hosts is the primary, which takes writes");
                case NpgsqlException or AuthenticationException:
                    return new EtlException(
                        ErrorCode.DatabaseRefused,
                        $"No session of {address} could be opened: {Sentence(cause.InnerException?.Message ?? cause.Message)} Check "
                            + "ConnectionStrings:Warehouse.",
                        inner: failure);
            }
        }
        return null;

        // A host that refuses says nothing about another one that may come back.
        EtlException? OfHosts((Exception Seen, EtlException? Known)[] hosts) =>
            Array.Exists(hosts, host => host.Known is { Transient: true })
                ? Unreachable(string.Join("; ", hosts.Select(host => Said(host.Seen))))
                : Array.Find(hosts, host => host.Known is not null).Known;

        static string Said(Exception seen) => seen is PostgresException answered
            ? answered.MessageText : $"{seen.Message.TrimEnd('.')} ({seen.InnerException?.Message ?? seen.GetType().Name})";

        EtlException Unreachable(string seen) => new(
            ErrorCode.DatabaseUnreachable,
            $"The database {address} cannot be reached: {Sentence(seen)} Check that PostgreSQL runs there and that "
                + "ConnectionStrings:Warehouse names the right host and port.",
            transient: true,
            failure);
    }

    /// <summary>The error of a statement on an open session, or null if the exception does not come from the database.</summary>
    public static EtlException? OnSession(Exception failure)
    {
        for (var cause = failure; cause is not null and not OperationCanceledException; cause = cause.InnerException)
        {
            switch (cause)
            {
                case EtlException known:
                    return known;
                case PostgresException answered:
                    return Answered(answered, "the server");
                case NpgsqlOperationInProgressException:
                    // Two statements at once on one session: a fault of this program, not of the database.
                    return null;
                case NpgsqlException or ObjectDisposedException { ObjectName: nameof(NpgsqlConnection) }:
                    return SessionLost(cause.InnerException?.Message ?? cause.Message, cause);
            }
        }
        return null;
    }

    /// <summary>The session is gone: whatever it had not committed is rolled back.</summary>
    public static EtlException SessionLost(string seen, Exception? inner = null) => new(
        ErrorCode.SessionLost, $"The database session ended during the run: {Sentence(seen)} Nothing was written; run again.",
        transient: true, inner);

    /// <summary>True if the exception means that the connection is gone, so that the outcome of a COMMIT under way is unknown.</summary>
    public static bool ConnectionBroke(Exception error) =>
        error is PostgresException answered ? SessionEnded(answered.SqlState) : error is NpgsqlException or IOException;

    /// <summary>True for what a server says of a session that begins with a setting it does not know or cannot use, or with a time-out
    /// that leaves it no time.</summary>
    private static bool IsWrongSetting(string state) =>
        state is ['2', '2', ..] or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.UndefinedObject
            or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.CantChangeRuntimeParam or PostgresErrorCodes.FeatureNotSupported
            or PostgresErrorCodes.QueryCanceled;

    private static bool SessionEnded(string state) =>
        state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleSessionTimeout or IdleInTransactionTimeout
            or TransactionTimeout or ['0', '8', ..];

    private static EtlException Answered(PostgresException error, string address)
    {
        var said = Sentence(error.MessageText);
        return error.SqlState switch
        {
            ['2', '8', ..] => Error(
                ErrorCode.DatabaseRefused, $"Login refused by {address}: {said} Check user and password in ConnectionStrings:Warehouse."),
            PostgresErrorCodes.InvalidCatalogName => Error(
                ErrorCode.DatabaseRefused,
                $"No such database at {address}: {said} Create it, or correct its name in ConnectionStrings:Warehouse."),
            PostgresErrorCodes.InsufficientPrivilege => Error(
                ErrorCode.DatabaseRefused,
                $"The database user lacks a right: {said} `migrate`, run as the database's owner, grants what the worker needs."),
            PostgresErrorCodes.UndefinedTable => Error(
                ErrorCode.SchemaOlder, $"The database lacks a table: {said} Run `migrate` as the database's owner."),
            PostgresErrorCodes.DiskFull => Error(
                ErrorCode.DatabaseFull, $"The database server's disk is full: {said} Make room there; the next run puts everything right."),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow => Error(
                ErrorCode.DatabaseUnreachable, $"The database accepts no session right now: {said}", transient: true),
            PostgresErrorCodes.OutOfMemory => Error(
                ErrorCode.DatabaseUnreachable,
                $"The database server has no memory left for this: {said} Where it is shared memory, some session holds very many locks: "
                + "SELECT pid, count(*) FROM pg_locks GROUP BY pid ORDER BY 2 DESC names it, and pg_terminate_backend(pid) ends it. The "
                + "server's setting max_locks_per_transaction says how many there may be. The next run puts everything right.",
                transient: true),
            PostgresErrorCodes.LockNotAvailable => Error(
                ErrorCode.LockTimeout,
                $"Another session, such as a change of the schema or a dump, held a lock for too long: {said} Run again when it has ended.",
                transient: true),
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => Error(
                ErrorCode.LockTimeout, $"A statement conflicted with another session: {said} Run again.", transient: true),
            PostgresErrorCodes.ReadOnlySqlTransaction => Error(
                ErrorCode.SessionLost,
                $"The database only reads: {said} If this server is a replica, as after a fail-over, point ConnectionStrings:Warehouse at "
                    + "the primary; if not, take back default_transaction_read_only of the server, the database, the role or the session.",
                transient: true),
            var state when SessionEnded(state) => SessionLost(error.MessageText, error),
            var state => Error(ErrorCode.Unexpected, $"The database reported {state}: {said}"),
        };

        EtlException Error(ErrorCode code, string message, bool transient = false) => new(code, message.TrimEnd(), transient, error);
    }

    private static string Sentence(string seen) => seen.TrimEnd(' ', '.') + ".";
}
