using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EcommerceEtl.Data.Schema;

/// <summary>Brings a database's schema and grants to this build's. Any number of migrators may run at once; each ends with the same
/// schema.</summary>
/// <param name="connectionString">The warehouse, as its owner.</param>
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

    /// <summary>Under the exclusive schema lock: makes the roles that have a password, then, in one transaction, applies what is pending
    /// and gives each role that exists its grants.</summary>
    /// <param name="passwords">Passwords of the roles to make; <see cref="RolePasswords.None"/> makes none.</param>
    /// <param name="waiting">Called every 10 s of a wait for a lock, with who holds it.</param>
    /// <param name="cancellationToken">Ends the wait; a migration that has begun is rolled back.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.SchemaNewer"/>, <see cref="ErrorCode.DatabaseUnreachable"/>,
    /// <see cref="ErrorCode.DatabaseRefused"/>, <see cref="ErrorCode.DatabaseFull"/>, <see cref="ErrorCode.LockTimeout"/> after half an
    /// hour of waiting.</exception>
    public async Task<SchemaChange> ApplyAsync(RolePasswords passwords, Action<SchemaWait> waiting, CancellationToken cancellationToken)
    {
        try
        {
            // Unpooled: closing it ends the session, and the session's end is what frees the lock.
            await using var connection = await OpenAsync(cancellationToken);
            await using var watch = new LockWatch(connectionString, time, waiting);
            try
            {
                await watch.DuringAsync(
                    connection, token => SchemaLock.TakeExclusiveAsync(connection, SchemaLock.KeyText, token), cancellationToken);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // Who may not take the lock is none of those who may migrate. What else they lack is said first.
                var seen = await SchemaState.ReadAsync(connection, cancellationToken);
                await MigrationPrecheck.ThrowIfUnfitAsync(connection, seen, cancellationToken);
                throw;
            }

            // Read only now: while this one waited, another may have applied them. Nothing is made before all that could be in the way was
            // looked for.
            var state = await SchemaState.ReadAsync(connection, cancellationToken);
            state.ThrowIfNewer();
            await MigrationPrecheck.ThrowIfUnfitAsync(connection, state, cancellationToken);

            await RoleSetup.EnsureAsync(connectionString, passwords, watch, cancellationToken);
            return await watch.DuringAsync(connection, token => ChangeAsync(connection, state, passwords, token), cancellationToken);
        }
        catch (Exception failure) when (DatabaseErrors.OnSession(failure) is { } known)
        {
            throw known;
        }
    }

    private static async Task<SchemaChange> ChangeAsync(
        NpgsqlConnection connection, SchemaState state, RolePasswords passwords, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Command("Schema/deadlock_patience").RunAsync(cancellationToken);
        if (!state.Pending.IsEmpty)
        {
            await using var context = EtlDbContext.On(connection);
            await context.Database.UseTransactionAsync(transaction, cancellationToken);
            // Where its table is not there yet, EF Core finds that out by a statement that fails, and with it the transaction.
            await context.Database.ExecuteSqlRawAsync(
                context.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(), cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
        var granted = await RoleSetup.GrantAsync(connection, passwords, cancellationToken);
        var wall = await ViewerWall.CloseAsync(connection, state, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SchemaChange(state.Pending, granted, wall);
    }

    private Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        SessionConnection.OpenAsync(connectionString, "ecommerce-etl migrate", cancellationToken);
}

/// <summary>What <see cref="SchemaMigrator.ApplyAsync"/> did.</summary>
/// <param name="Migrations">Migrations applied, in order; empty if another migrator was first or there were none.</param>
/// <param name="Roles">Roles that exist and have been given their grants.</param>
/// <param name="Wall">What is missing to keep viewers from stopping others.</param>
public sealed record SchemaChange(ImmutableArray<string> Migrations, ImmutableArray<string> Roles, ViewerWall Wall);

/// <summary>What a migration waits for.</summary>
/// <param name="Ended">True if they were sessions of viewers, which were ended: nobody who only looks may stop a migration.</param>
public sealed record SchemaWait(TimeSpan Waited, ImmutableArray<BlockingSession> Holders, bool Ended)
{
    public override string ToString() => Ended
        ? $"ended {Names}, which kept the migration waiting"
        : $"waiting for running loads to end before the schema can be changed ({Waited.TotalSeconds:0} s so far): {Names}";

    private string Names => string.Join(", ", Holders);
}
