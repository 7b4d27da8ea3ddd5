using System.Text;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>
/// Everything that an analyst finds in the warehouse says what it is, and <c>docs/data-dictionary.md</c> says the same. This class is also
/// the command that writes the document (CONTRIBUTING.md).
/// </summary>
public sealed class DataDictionaryTests
{
    private const string Document = "docs/data-dictionary.md";

    private static readonly string[] Kinds = ["table", "view", "function"];

    [Test]
    public async Task Every_table_view_column_and_function_says_what_it_is_and_in_which_unit()
    {
        var things = await ReadAsync();
        Assert.That(things.Select(thing => thing.Kind).Distinct(), Is.EquivalentTo(Kinds));
        Assert.Multiple(() =>
        {
            foreach (var thing in things)
            {
                Assert.That(thing.Comment, Does.EndWith("."), $"{thing} needs a comment");
                if (thing.Optional)
                    Assert.That(thing.Comment, Does.Contain("NULL"), $"{thing} does not say when it is NULL");
                if (thing.Type == "timestamp with time zone")
                    Assert.That(thing.Comment, Does.StartWith("UTC"), $"{thing} does not say in which zone it is meant");
                if (thing.Type.StartsWith("numeric", StringComparison.Ordinal))
                    Assert.That(thing.Comment, Does.Match("[0-9] decimals"), $"{thing} does not say how exact it is");
            }
        });
    }

    [Test]
    public async Task The_document_says_what_the_database_says()
    {
        var written = Markdown(await ReadAsync());
        var file = Path.Combine(Repository.Root, Document);
        if (Environment.GetEnvironmentVariable(SchemaGoldenTests.Accept) == "1")
            await File.WriteAllTextAsync(file, written);
        Assert.That(
            written.Split('\n'), Is.EqualTo(Repository.Lines(Document).Append("")),
            $"{Document} and the migrated schema differ: run this test with {SchemaGoldenTests.Accept}=1 and commit the file.");
    }

    private static string Markdown(IReadOnlyList<Thing> things)
    {
        var text = new StringBuilder("""
            # Data dictionary

            What stands in the warehouse: the comments of its tables, views, columns and functions, as `psql` (`\d+ carts`) and tools
            such as Metabase show them. This file is made from the database and is not edited by hand;
            [CONTRIBUTING.md](../CONTRIBUTING.md#a-change-of-the-schema) tells how. [metrics.md](metrics.md) says what each figure means.

            Analysts read `events` and `sessions`, beside `products`.

            """);
        foreach (var kind in Kinds)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {char.ToUpperInvariant(kind[0])}{kind[1..]}s\n");
            if (kind == "function")
                text.Append("\nWhat the boards and `report` read.\n\n| function | gives |\n|---|---|\n");
            foreach (var group in things.Where(thing => thing.Kind == kind).GroupBy(thing => thing.Name)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
                text.Append(kind == "function" ? $"| `{group.Key}` | {Cell(group.First().Comment)} |\n"
                    : Section([.. group.OrderBy(thing => thing.Position)]));
        }
        return text.ToString();
    }

    private static string Section(Thing[] things)
    {
        var rows = things[1..].Select(
            column => $"| `{column.Part}` | {column.Type}{(column.Optional ? ", NULL allowed" : "")} | {Cell(column.Comment)} |\n");
        return $"\n### {things[0].Name}\n\n{things[0].Comment}\n\n| column | type | meaning |\n|---|---|---|\n{string.Concat(rows)}";
    }

    private static string Cell(string comment) => comment.Replace("|", "\\|", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<Thing>> ReadAsync()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(SchemaGoldenTests.Sql("comments.sql"), connection);
        await using var row = await command.ExecuteReaderAsync();
        List<Thing> things = [];
        while (await row.ReadAsync())
            things.Add(new Thing(
                row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetString(5) == "NULL",
                row.GetString(6)));
        return things;
    }

    /// <summary>A table, view, column or function.</summary>
    /// <param name="Kind">table, view or function; of a column that of its table or view.</param>
    /// <param name="Name">Name of the table, view or function.</param>
    /// <param name="Position">Number of a column; 0 for what is none.</param>
    /// <param name="Part">Name of a column; empty for what is none.</param>
    /// <param name="Type">Type of a column.</param>
    /// <param name="Optional">True for a column of a table that may be NULL.</param>
    /// <param name="Comment">Its comment; empty if it has none.</param>
    private sealed record Thing(string Kind, string Name, int Position, string Part, string Type, bool Optional, string Comment)
    {
        public override string ToString() => Part.Length == 0 ? $"{Kind} {Name}" : $"{Name}.{Part}";
    }
}
