using System.Net.Sockets;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Data.Schema;

/// <summary>Tells what a failure of the database means for an operator.</summary>
public static class DatabaseFailure
{
    /// <summary>The failure as an error with a code, or null if it is none that is understood here; a cancellation never is one.</summary>
    /// <param name="failure">What was caught; causes inside it count.</param>
    /// <param name="doing">What was being done and where, as the start of a sentence: "Reading the schema of db:5432/shop".</param>
    public static EtlException? Explain(Exception failure, string doing)
    {
        for (var cause = failure; cause is not null and not OperationCanceledException; cause = cause.InnerException)
        {
            if (cause is EtlException known)
                return known;
            if (cause is PostgresException refused)
                return FromServer(refused, doing);
            if (cause is NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or SocketException)
                return Unreachable(cause.InnerException?.Message ?? cause.Message, doing, failure);
            if (cause is NpgsqlException)
                return new EtlException(ErrorCode.DatabaseRefused, $"{doing} failed: {cause.Message}", inner: failure);
        }
        return null;
    }

    /// <summary>Host, port and database of a connection string, fit to be shown.</summary>
    public static string Address(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
    }

    private static EtlException? FromServer(PostgresException failure, string doing)
    {
        var seen = $"{doing} failed: the server says '{failure.MessageText}' ({failure.SqlState}).";
        return failure.SqlState switch
        {
            PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege or ['2', '8', ..] => new EtlException(
                ErrorCode.DatabaseRefused, seen + " Check user, password, database and rights.", inner: failure),
            PostgresErrorCodes.ReadOnlySqlTransaction => new EtlException(
                ErrorCode.DatabaseRefused, seen + " The server only reads, as a standby does.", transient: true, failure),
            PostgresErrorCodes.DiskFull => new EtlException(ErrorCode.DatabaseFull, seen + " Make room on the server's disk.", inner: failure),
            PostgresErrorCodes.LockNotAvailable => new EtlException(
                ErrorCode.LockTimeout, seen + " Another session holds a lock, such as a dump or a change of the schema.", transient: true, failure),
            PostgresErrorCodes.TooManyConnections or ['0', '8', ..] or ['5', '7', 'P', '0', '1' or '2' or '3' or '5'] =>
                Unreachable(failure.MessageText, doing, failure),
            _ => null,
        };
    }

    private static EtlException Unreachable(string seen, string doing, Exception failure) => new(
        ErrorCode.DatabaseUnreachable, $"{doing} failed: {seen.TrimEnd('.')}. Is the server running and reachable from here?", transient: true, failure);
}
