using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Prometheus;

public sealed partial class RunbookTests
{
    [Test]
    public async Task Every_query_of_the_runbook_is_understood_by_the_database()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/runbook.md"));
        var queries = Query().Matches(text)
            .Select(match => match.Groups["sql"].Value.Replace("PID", "0", StringComparison.Ordinal)).ToList();
        Assert.That(queries, Has.Count.GreaterThan(10));
        Assert.That(text, Does.Contain("SQL runs as the owner of the database"), "as it does here; other roles may not read all of it");
        await using var database = await TestDatabase.CreateAsync();
        foreach (var query in queries)
            Assert.That(await database.RowsAsync("EXPLAIN " + query), Is.Not.Empty, query);
    }

    [GeneratedRegex(@"```sql\n(?<sql>[^`]+)```|`(?<sql>SELECT [^`]+)`")]
    private static partial Regex Query();
}
