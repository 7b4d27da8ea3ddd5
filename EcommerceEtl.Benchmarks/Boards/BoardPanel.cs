using System.Collections.Immutable;
using System.Text.Json;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>A panel that asks the warehouse.</summary>
/// <param name="Board">The board's file.</param>
/// <param name="Title">The panel's title.</param>
/// <param name="Sql">As the board has it.</param>
/// <param name="Original">The first version's SQL for the same figure; null where it had none.</param>
internal sealed record BoardPanel(string Board, string Title, string Sql, string? Original)
{
    private const string Folder = "Dashboards/";

    /// <summary>Those of both boards, in their order.</summary>
    public static ImmutableArray<BoardPanel> All { get; } =
    [
        .. from resource in Resources.Names.Order(StringComparer.Ordinal)
           where resource.StartsWith(Folder, StringComparison.Ordinal)
           from panel in Panels(Path.GetFileNameWithoutExtension(resource), Resources.Read(resource))
           select panel,
    ];

    private static IEnumerable<BoardPanel> Panels(string board, string json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var panel in document.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets))
                continue;
            foreach (var target in targets.EnumerateArray())
                if (target.TryGetProperty("rawSql", out var sql))
                    yield return Panel(board, panel.GetProperty("title").GetString()!, sql.GetString()!);
        }
    }

    private static BoardPanel Panel(string board, string title, string sql)
    {
        var original = $"Boards/Original/{title.ToLowerInvariant().Replace(' ', '_')}.sql";
        return new BoardPanel(board, title, sql, Resources.Names.Contains(original) ? Resources.Read(original) : null);
    }
}
