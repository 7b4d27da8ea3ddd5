using System.Reflection;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>A row of the table of faults.</summary>
/// <param name="Area">Heading it stands under.</param>
/// <param name="Name">What goes wrong.</param>
/// <param name="Tests">Names of the classes that test it, in alphabetical order.</param>
internal sealed record FaultRow(string Area, string Name, string Tests);

/// <summary>The table of faults in <c>docs/reliability.md</c>: the only list of them there is.</summary>
internal static class FaultTable
{
    public static readonly string[] Areas = ["Source", "Database", "Worker and machine"];

    /// <summary>The rows below the heading <c>Faults</c>, in their order.</summary>
    public static IReadOnlyList<FaultRow> Read()
    {
        List<FaultRow> rows = [];
        string? area = null;
        foreach (var line in Repository.Lines("docs/reliability.md").SkipWhile(line => line != "## Faults").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                area = line[4..];
            else if (line.Split('|') is ["", var name, _, var tests, ""] && !name.StartsWith("---", StringComparison.Ordinal)
                && name != " fault ")
                rows.Add(new FaultRow(area ?? "", name.Trim(), tests.Trim().Replace("`", "", StringComparison.Ordinal)));
        }
        return rows;
    }

    /// <summary>Each fault that a test names, with the test's class.</summary>
    public static IEnumerable<(string Fault, string Class)> Named() =>
        from type in typeof(FaultTable).Assembly.GetTypes()
        where !type.IsAbstract
        from method in type.GetMethods()
        from fault in method.GetCustomAttributes<FaultAttribute>().Select(attribute => attribute.Name)
            .Concat(method.GetCustomAttributes<FaultCaseAttribute>().Select(attribute => attribute.Name))
        select (fault, type.Name);
}
