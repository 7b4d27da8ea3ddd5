using EcommerceEtl.Tests.Data.Schema;

namespace EcommerceEtl.Tests.Roles;

/// <summary>The tables of rights in <c>docs/operations.md</c> say what the database says. This class is also the command that writes them,
/// as with the golden files of the schema.</summary>
internal sealed class SecurityModelTests
{
    private const string Document = "docs/operations.md";
    private const string Begin = "| table, view or function |";

    /// <summary>What each role may do with each table, view and function, asked of the server as such and not read from the grants that
    /// were meant.</summary>
    private const string Rights = """
        SELECT c.relname, role, coalesce((
          SELECT string_agg(word, ', ' ORDER BY number)
          FROM (VALUES (1, 'read', 'SELECT'), (2, 'insert', 'INSERT'), (3, 'update', 'UPDATE'), (4, 'delete', 'DELETE'), (5, 'truncate',
            'TRUNCATE'),
            (6, 'trigger', 'TRIGGER'), (7, 'references', 'REFERENCES')) AS right_of (number, word, privilege)
          WHERE has_table_privilege(role, c.oid, privilege)), '')
        || coalesce((
          SELECT 'read ' || string_agg(attname, ', ' ORDER BY attnum)
          FROM pg_attribute
          WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            AND has_column_privilege(role, c.oid, attnum, 'SELECT') AND NOT has_table_privilege(role, c.oid, 'SELECT')), '')
        FROM pg_class c
        CROSS JOIN unnest(ARRAY[ROLES]) AS role
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
        UNION ALL
        SELECT p.proname || '()', role, CASE WHEN has_function_privilege(role, p.oid, 'EXECUTE') THEN 'call' ELSE '' END
        FROM pg_proc p
        CROSS JOIN unnest(ARRAY[ROLES]) AS role
        WHERE p.pronamespace = 'public'::regnamespace
        """;

    [Test]
    public async Task The_table_of_rights_says_what_the_database_says()
    {
        await TestServer.NeedsRolesAsync();
        await using var database = await TestDatabase.CreateAsync();
        var lines = Repository.Lines(Document).ToList();
        var first = lines.FindIndex(line => line.StartsWith(Begin, StringComparison.Ordinal));
        var written = lines.Skip(first).TakeWhile(line => line.StartsWith('|')).ToArray();
        var roles = written[0].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..]
            .Select(role => role.Trim('`')).ToArray();
        var rows = await database.RowsAsync(
            Rights.Replace("ROLES", string.Join(", ", roles.Select(role => $"'{role}'")), StringComparison.Ordinal));
        Assert.That(rows, Has.Length.GreaterThan(15 * roles.Length));
        var held = rows.Select(row => row.Split('|')).GroupBy(cells => cells[0])
            .OrderBy(thing => thing.Key.EndsWith(')')).ThenBy(thing => thing.Key, StringComparer.Ordinal)
            .Select(thing => thing.OrderBy(cells => Array.IndexOf(roles, cells[1])).Select(cells => cells[2].Length == 0 ? "-" : cells[2])
                .Prepend($"`{thing.Key}`"))
            .Select(cells => $"| {string.Join(" | ", cells)} |");
        string[] seen = [.. written[..2], .. held];
        if (Environment.GetEnvironmentVariable(SchemaGoldenTests.Accept) == "1")
        {
            lines.RemoveRange(first, written.Length);
            lines.InsertRange(first, seen);
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Document), string.Join('\n', lines) + "\n");
            return;
        }
        Assert.That(written, Is.EqualTo(seen),
            $"{Document} and the rights differ: run this test with {SchemaGoldenTests.Accept}=1 and commit the file.");
    }
}
