using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EcommerceEtl.Tests.Data.Schema;

public sealed class SchemaGoldenTests
{
    /// <summary>Set to 1, the golden files are written anew instead of compared.</summary>
    internal const string Accept = "ECOMMERCE_ETL_ACCEPT_SCHEMA";

    [Test]
    public async Task The_schema_is_the_one_of_the_golden_file()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("SELECT create_missing_indexes()");
        await CompareAsync("schema.golden.txt", await database.RowsAsync(Sql("catalogue.sql")));
    }

    [Test]
    public async Task A_migration_taken_back_and_made_again_leaves_the_schema_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync();
        var last = await LookAsync();
        await using var context = database.Context();
        var migrations = context.Database.GetMigrations().ToArray();
        var after = new List<(string[] Tables, string[] Views, string[] Comments)>();
        foreach (var migration in migrations)
        {
            await context.Database.MigrateAsync(Migration.InitialDatabase);
            await context.Database.MigrateAsync(migration);
            after.Add(await LookAsync());
        }
        for (var back = migrations.Length - 2; back >= 0; back--)
        {
            await context.Database.MigrateAsync(migrations[back]);
            Same(await LookAsync(), after[back], $"back to {migrations[back]}");
        }
        await context.Database.MigrateAsync();
        Same(await LookAsync(), last, "and again");

        async Task<(string[] Tables, string[] Views, string[] Comments)> LookAsync() =>
            (await database.RowsAsync(Sql("catalogue.sql")), await database.RowsAsync(Sql("views.sql")),
                await database.RowsAsync(Sql("comments.sql")));

        static void Same((string[] Tables, string[] Views, string[] Comments) seen,
            (string[] Tables, string[] Views, string[] Comments) expected, string when)
        {
            Assert.That(seen.Tables, Is.EquivalentTo(expected.Tables), when);
            Assert.That(seen.Views, Is.EquivalentTo(expected.Views), when);
            Assert.That(seen.Comments, Is.EquivalentTo(expected.Comments), when);
        }
    }

    [Test]
    public async Task The_grants_are_those_of_the_golden_file()
    {
        await TestServer.NeedsRolesAsync();
        await using var database = await TestDatabase.CreateAsync();
        await CompareAsync("grants.golden.txt", await database.RowsAsync(Sql("grants.sql")));
    }

    private static async Task CompareAsync(string file, string[] lines)
    {
        var seen = string.Join('\n', lines.Order(StringComparer.Ordinal)) + "\n";
        var golden = Path.Combine(AppContext.BaseDirectory, "Data", "Schema", file);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(SourceFolder(), file), seen);
            await File.WriteAllTextAsync(golden, seen);
        }
        Assert.That(
            seen.Split('\n'), Is.EqualTo((await File.ReadAllTextAsync(golden)).Split('\n')),
            $"{file} and the migrated schema differ. If the change is meant, run this test with {Accept}=1 and commit the file.");
    }

    internal static string Sql(string file)
    {
        using var stream = typeof(SchemaGoldenTests).Assembly.GetManifestResourceStream($"Data/Schema/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string SourceFolder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
