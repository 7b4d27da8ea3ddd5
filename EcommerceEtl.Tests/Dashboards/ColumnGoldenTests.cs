using System.Runtime.CompilerServices;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Names, types and order of the columns of every query of both boards: what panels, legends and settings of columns rely on. They
/// are the same whatever is chosen, and where nothing is found.</summary>
internal sealed class ColumnGoldenTests
{
    /// <summary>Set to 1, the golden file is written anew instead of compared.</summary>
    private const string Accept = "ECOMMERCE_ETL_ACCEPT_COLUMNS";

    private const string File = "columns.golden.txt";

    [Test]
    public async Task Columns_are_those_of_the_golden_file_whatever_is_chosen()
    {
        await using var full = await BoardReader.OpenSeededAsync();
        await using var empty = await BoardReader.OpenFilledAsync("SELECT");
        var wide = BoardChoice.Range("2025-01-01 00:00", "2026-04-01 00:00");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            var now = string.Join('\n', await LinesAsync(full, wide)) + "\n";
            await System.IO.File.WriteAllTextAsync(Path.Combine(SourceFolder(), File), now);
            await System.IO.File.WriteAllTextAsync(Golden, now);
        }
        var golden = (await System.IO.File.ReadAllTextAsync(Golden)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var message = $"{File} and the boards differ. If the change is meant, run this test with {Accept}=1 and commit the file.";
        Assert.That(await LinesAsync(full, wide), Is.EqualTo(golden), message);
        Assert.That(await LinesAsync(full, wide with { Currency = "EUR", Categories = ["men's clothing"] }), Is.EqualTo(golden),
            "euros and a category");
        Assert.That(await LinesAsync(full, wide with { Stores = ["harbour", "tokyo"], Cities = ["Oslo", "Unknown"] }),
            Is.EqualTo(golden), "several");
        Assert.That(await LinesAsync(full, BoardChoice.Range("2001-05-06 07:08", "2001-05-07 08:09")), Is.EqualTo(golden),
            "an empty range");
        Assert.That(await LinesAsync(empty, wide), Is.EqualTo(golden), "an empty database");
    }

    private static string Golden => Path.Combine(AppContext.BaseDirectory, "Dashboards", File);

    /// <summary>A line a query: <c>funnel: Total Revenue: Revenue $currency numeric, vs previous numeric</c>.</summary>
    private static async Task<string[]> LinesAsync(BoardReader reader, BoardChoice choice)
    {
        List<string> lines = [];
        foreach (var query in Board.All.SelectMany(board => board.Queries))
        {
            var answer = await reader.AskAsync(choice.Expand(query.Sql));
            var names = string.Join(", ", answer.Columns.Zip(answer.Types, (name, type) => $"{name} {type}"));
            lines.Add($"{query}: {names.Replace($" {choice.Currency} ", " $currency ", StringComparison.Ordinal)}");
        }
        return [.. lines];
    }

    private static string SourceFolder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
