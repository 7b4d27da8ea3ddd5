using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace EcommerceEtl.Data.Schema;

/// <summary>The names that migrations give in the schema <c>public</c>: of tables, keys, sequences, indexes, views and functions.</summary>
internal static partial class MigrationNames
{
    /// <summary>The names that applied migrations have given, and those that the pending ones give.</summary>
    public static (IReadOnlySet<string> Before, IReadOnlySet<string> Pending) Of(NpgsqlConnection connection, SchemaState state)
    {
        using var context = EtlDbContext.On(connection);
        var migrations = context.GetService<IMigrationsAssembly>();
        var provider = context.Database.ProviderName!;
        var made = migrations.Migrations.ToLookup(
            migration => state.Pending.Contains(migration.Key),
            migration => migrations.CreateMigration(migration.Value, provider).UpOperations.SelectMany(Made));
        return (made[false].SelectMany(names => names).ToHashSet(), made[true].SelectMany(names => names).ToHashSet());
    }

    private static IEnumerable<string> Made(MigrationOperation operation) => operation switch
    {
        CreateTableOperation table => OfTable(table),
        AddColumnOperation column => Sequences(column),
        CreateIndexOperation index => [index.Name],
        RenameIndexOperation index => [index.NewName],
        RenameTableOperation { NewName: { } name } => [name],
        AddPrimaryKeyOperation key => [key.Name],
        AddUniqueConstraintOperation key => [key.Name],
        CreateSequenceOperation sequence => [sequence.Name],
        SqlOperation statement => Created().Matches(statement.Sql).Select(match => match.Groups["name"].Value),
        _ => [],
    };

    private static IEnumerable<string> OfTable(CreateTableOperation table) =>
    [
        table.Name,
        .. table.PrimaryKey is { } key ? [key.Name] : Array.Empty<string>(),
        .. table.UniqueConstraints.Select(constraint => constraint.Name),
        .. table.Columns.SelectMany(Sequences),
    ];

    /// <summary>PostgreSQL itself names the sequence of an identity column, and takes another name where that one is taken.</summary>
    private static IEnumerable<string> Sequences(AddColumnOperation column) =>
        column.GetAnnotations().Any(annotation => annotation.Value is NpgsqlValueGenerationStrategy)
            ? [$"{column.Table}_{column.Name}_seq"] : [];

    [GeneratedRegex(
        @"\bCREATE\s+(OR\s+REPLACE\s+)?(TABLE|MATERIALIZED\s+VIEW|VIEW|FUNCTION|PROCEDURE|TYPE|DOMAIN|(UNIQUE\s+)?INDEX)"
            + @"\s+(IF\s+NOT\s+EXISTS\s+)?(?<name>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Created();
}
