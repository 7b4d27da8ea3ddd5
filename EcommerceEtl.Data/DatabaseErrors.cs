using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EcommerceEtl.Data;

/// <summary>Turns what PostgreSQL and its driver report into the error codes that operators know.</summary>
public static class DatabaseErrors
{
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>The error of an attempt to connect.</summary>
    public static EtlException WhileConnecting(NpgsqlException error) =>
        error is PostgresException answered
            ? Answered(answered)
            : new EtlException(
                ErrorCode.DatabaseUnreachable,
                $"The database cannot be reached ({error.InnerException?.Message ?? error.Message}). Check host and port in ConnectionStrings:Warehouse and that PostgreSQL runs.",
                transient: true,
                error);

    /// <summary>The error of a statement on an open session, or null if the exception does not come from the database.</summary>
    public static EtlException? Translate(Exception error) => error switch
    {
        EtlException known => known,
        DbUpdateException { InnerException: { } cause } => Translate(cause),
        InvalidOperationException { InnerException: NpgsqlException cause } => Translate(cause),
        PostgresException answered => Answered(answered),
        NpgsqlException or ObjectDisposedException { ObjectName: nameof(NpgsqlConnection) } => SessionLost(error),
        _ => null,
    };

    /// <summary>True if the exception means that the connection is gone, so that the outcome of a COMMIT under way is unknown.</summary>
    public static bool ConnectionBroke(Exception error) =>
        error is PostgresException { SqlState: var state } ? state.StartsWith("57P", StringComparison.Ordinal) : error is NpgsqlException or IOException;

    private static EtlException Answered(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Refused(
            error, "The database refused the login. Check user and password in ConnectionStrings:Warehouse."),
        PostgresErrorCodes.InvalidCatalogName => Refused(
            error, "The database named in ConnectionStrings:Warehouse does not exist. Create it, or correct the name."),
        PostgresErrorCodes.InsufficientPrivilege => Refused(
            error, $"The database user lacks a right ({error.MessageText}). Grant it by `migrate` with the owner's role."),
        PostgresErrorCodes.DiskFull => new EtlException(
            ErrorCode.DatabaseFull, "The database's disk is full. Free space there; the next run puts everything right.", true, error),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow => new EtlException(
            ErrorCode.DatabaseUnreachable, $"The database does not accept connections right now ({error.MessageText}).", true, error),
        PostgresErrorCodes.LockNotAvailable => new EtlException(
            ErrorCode.LockTimeout, "A lock on a table was held by another session for 30 s (a schema change or dump?). Run again when it has ended.", true, error),
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => new EtlException(
            ErrorCode.LockTimeout, $"The database broke off a statement that conflicted with another session ({error.MessageText}).", true, error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new EtlException(
            ErrorCode.SessionLost, "The database is read-only: after a fail-over the session ended up on a replica. Point ConnectionStrings:Warehouse at the primary.", true, error),
        PostgresErrorCodes.UndefinedTable => new EtlException(
            ErrorCode.SchemaOlder, $"The database lacks a table ({error.MessageText}). Run `migrate`.", false, error),
        var state when state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal)
            || state == IdleInTransactionTimeout => SessionLost(error),
        _ => new EtlException(ErrorCode.Unexpected, $"The database reported {error.SqlState}: {error.MessageText}", false, error),
    };

    private static EtlException Refused(PostgresException error, string message) => new(ErrorCode.DatabaseRefused, message, false, error);

    private static EtlException SessionLost(Exception error) => new(
        ErrorCode.SessionLost,
        $"The database session ended during the run ({(error as PostgresException)?.MessageText ?? error.InnerException?.Message ?? error.Message}). Nothing was written; run again.",
        transient: true,
        error);
}
