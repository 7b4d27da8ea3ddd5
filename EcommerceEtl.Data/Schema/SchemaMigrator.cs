using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EcommerceEtl.Data.Schema;

/// <summary>Brings a database's schema and grants to this build's. Any number of migrators may run at once; each ends with the same schema.</summary>
/// <param name="connectionString">The warehouse, as its owner.</param>
/// <param name="time">Measures the wait for the lock.</param>
public sealed class SchemaMigrator(string connectionString, TimeProvider time)
{
    /// <summary>How the schema stands, read without a lock.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseUnreachable"/> or <see cref="ErrorCode.DatabaseRefused"/>.</exception>
    public async Task<SchemaState> PendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await SchemaState.ReadAsync(connection, cancellationToken);
        }
        catch (Exception failure) when (DatabaseErrors.OnSession(failure) is { } known)
        {
            throw known;
        }
    }

    /// <summary>
    /// Makes the roles that have a password, applies what is pending under the exclusive schema lock, and gives each role that exists its grants.
    /// </summary>
    /// <param name="passwords">Passwords of the roles to make; <see cref="RolePasswords.None"/> makes none.</param>
    /// <param name="waiting">Called every 10 s of the wait for the lock with the time waited.</param>
    /// <param name="cancellationToken">Ends the wait; a migration that has begun is rolled back.</param>
    /// <exception cref="EtlException">
    /// <see cref="ErrorCode.SchemaNewer"/>, <see cref="ErrorCode.DatabaseUnreachable"/>, <see cref="ErrorCode.DatabaseRefused"/>,
    /// <see cref="ErrorCode.DatabaseFull"/>.
    /// </exception>
    public async Task<SchemaChange> ApplyAsync(RolePasswords passwords, Action<TimeSpan> waiting, CancellationToken cancellationToken)
    {
        try
        {
            // Unpooled: closing it ends the session, and the session's end is what frees the lock.
            await using var connection = await OpenAsync(cancellationToken);
            await RoleSetup.EnsureAsync(connectionString, passwords, cancellationToken);
            await SchemaLock.TakeExclusiveAsync(connection, time, waiting, cancellationToken);

            // Read only now: while this one waited, another may have applied them.
            var state = await SchemaState.ReadAsync(connection, cancellationToken);
            state.ThrowIfNewer();
            if (!state.Pending.IsEmpty)
            {
                await using var context = EtlDbContext.On(connection);
                await context.Database.MigrateAsync(cancellationToken);
            }
            return new SchemaChange(state.Pending, await RoleSetup.GrantAsync(connection, cancellationToken));
        }
        catch (Exception failure) when (DatabaseErrors.OnSession(failure) is { } known)
        {
            throw known;
        }
    }

    private Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        SessionConnection.OpenAsync(connectionString, "ecommerce-etl migrate", cancellationToken);
}
