using EcommerceEtl.Data;

namespace EcommerceEtl.Tests.Data.Schema;

public sealed class ViewTextTests
{
    private const string Folder = "Views/";

    [Test]
    public async Task The_texts_in_force_make_the_views_and_functions_that_all_migrations_make()
    {
        await using var database = await TestDatabase.CreateAsync();
        var migrated = await LookAsync();
        var texts = Texts();
        Assert.That(migrated.Names.Select(thing => thing.Split(' ')[1]), Is.EquivalentTo(texts.Keys));

        await database.ExecuteAsync(string.Concat(migrated.Names.Select(thing => $"DROP {thing};\n")));
        // Each file may name what a later one makes.
        await database.ExecuteAsync("SET check_function_bodies = off;\n" + string.Concat(texts.Values));
        var made = await LookAsync();

        Assert.That(made.Texts, Is.EquivalentTo(migrated.Texts));
        Assert.That(made.Comments, Is.EquivalentTo(migrated.Comments));

        async Task<(string[] Names, string[] Texts, string[] Comments)> LookAsync() => (
            await database.RowsAsync("""
                SELECT 'VIEW ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
                UNION ALL
                SELECT 'FUNCTION ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                """),
            await database.RowsAsync(SchemaGoldenTests.Sql("views.sql")),
            await database.RowsAsync(SchemaGoldenTests.Sql("comments.sql")));
    }

    private static Dictionary<string, string> Texts()
    {
        var assembly = typeof(Migrations.Initial).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToDictionary(name => Path.GetFileNameWithoutExtension(name), name => EmbeddedSql.Read(assembly, name));
    }
}
