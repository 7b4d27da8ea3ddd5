using EcommerceEtl.Data;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EcommerceEtl.Migrations;

/// <summary>
/// The SQL texts of migrations. <c>Frozen/MIGRATION</c> holds what that migration ran and is never edited once it was released;
/// <c>Views</c> holds the texts in force, which a test compares with what all migrations together make.
/// </summary>
internal static class FrozenSql
{
    /// <summary>Runs a text.</summary>
    /// <param name="migration">The migration's operations.</param>
    /// <param name="text">Its folder and name in <c>Frozen</c>, such as <c>Rollups/funnel_daily</c>.</param>
    public static void RunFrozen(this MigrationBuilder migration, string text) =>
        migration.Sql(Read(text));

    /// <summary>Runs a text that makes a function whose arguments stay as they are, in the place of the one that is there: the rights that
    /// somebody was given to it stay.</summary>
    /// <param name="migration">The migration's operations.</param>
    /// <param name="text">Its folder and name in <c>Frozen</c>.</param>
    public static void ReplaceFrozen(this MigrationBuilder migration, string text) =>
        migration.Sql(Read(text).Replace("\nCREATE FUNCTION", "\nCREATE OR REPLACE FUNCTION", StringComparison.Ordinal));

    private static string Read(string text) => EmbeddedSql.Read(typeof(FrozenSql).Assembly, $"Frozen/{text}.sql");
}
