using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EcommerceEtl.Data.Schema;

/// <summary>How a database's schema stands to this build.</summary>
/// <param name="Pending">Migrations of this build that the database has not had, in order.</param>
/// <param name="Unknown">Migrations the database has had that this build does not know: a newer build was here.</param>
public sealed record SchemaState(ImmutableArray<string> Pending, ImmutableArray<string> Unknown)
{
    /// <summary>The migrations of this build, in order. EF Core would build its whole model before it names them, which takes longer than
    /// all else that a command does before its work.</summary>
    private static ImmutableArray<string> Known { get; } =
    [
        .. Assembly.Load(EtlDbContext.MigrationsAssembly).GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal),
    ];

    /// <summary>True if the database has exactly the migrations of this build.</summary>
    public bool IsCurrent => Pending.IsEmpty && Unknown.IsEmpty;

    /// <summary>True if a newer build has migrated this database.</summary>
    public bool IsNewer => !Unknown.IsEmpty;

    /// <summary>Reads the state on a connection that is open, without any lock and within its transaction, if it has one.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseRefused"/>: the database is no place for the warehouse.</exception>
    public static async Task<SchemaState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await SchemaPlace.ThrowIfUnfitAsync(connection, cancellationToken);
        var applied = await connection.Command("Schema/migrations_table_exists").ValueAsync(cancellationToken) is true
            ? await connection.Command("Schema/applied_migrations").RowsAsync(row => row.GetString(0), cancellationToken) : [];
        return applied.Length == 0 || applied.Intersect(Known).Any()
            ? new SchemaState([.. Known.Except(applied)], [.. applied.Except(Known)])
            : throw SchemaPlace.OfAnother(connection.Database, $"it begins with the migration '{applied[0]}'");
    }

    /// <summary>Passes if nothing newer than this build has changed the schema.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SchemaNewer"/>.</exception>
    public void ThrowIfNewer()
    {
        if (IsNewer)
        {
            throw new EtlException(
                ErrorCode.SchemaNewer,
                $"The database's schema is newer than this worker: it has the migration '{Unknown[^1]}', which this build does not know. " +
                "Install the worker that made it, or a later one.");
        }
    }

    /// <summary>Passes if the schema is the one of this build.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SchemaNewer"/> or <see cref="ErrorCode.SchemaOlder"/>.</exception>
    public void ThrowIfNotCurrent()
    {
        ThrowIfNewer();
        if (!IsCurrent)
        {
            throw new EtlException(
                ErrorCode.SchemaOlder,
                $"The database's schema is older than this worker: {Counted.Of(Pending.Length, "migration")} pending, the first is "
                    + $"'{Pending[0]}'. " +
                "Run the command 'migrate' as the owner of the database, or set Database:Migrate to 'apply'.");
        }
    }
}
