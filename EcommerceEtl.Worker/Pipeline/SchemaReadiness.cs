using EcommerceEtl.Data.Schema;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Sees to it, before any run, that the database's schema is this worker's: applies what is pending, or refuses.</summary>
public sealed partial class SchemaReadiness(WorkerSettings settings, TimeProvider clock, ILogger<SchemaReadiness> log)
{
    /// <summary>Reads what is pending without a lock; only if something is, and migrating is allowed, the exclusive schema lock is
    /// taken.</summary>
    /// <exception cref="Domain.Runs.EtlException"><c>schema_newer</c>, <c>schema_older</c> (pending, and <c>Database:Migrate</c> is
    /// <c>check</c>), <c>database_unreachable</c>, <c>database_refused</c>.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var migrator = new SchemaMigrator(settings.Database.ConnectionString, clock);
        var state = await migrator.PendingAsync(cancellationToken);
        if (state.IsCurrent)
            return;
        if (settings.Database.Migrate == MigrateMode.Check)
            state.ThrowIfNotCurrent();
        state.ThrowIfNewer();
        var change = await migrator.ApplyAsync(RolePasswords.None, LogWaiting, cancellationToken);
        if (!change.Migrations.IsEmpty)
            LogApplied(change.Migrations.Length, change.Migrations[^1]);
    }

    [LoggerMessage(LogEvents.MigrationApplied, LogLevel.Information,
        "The schema is up to date: {Count} migrations were applied, the last is {Migration}.")]
    private partial void LogApplied(int count, string migration);

    [LoggerMessage(LogEvents.SchemaChangeWaits, LogLevel.Information, "The schema is to be changed: {Wait}.")]
    private partial void LogWaiting(SchemaWait wait);
}
