using EcommerceEtl.Benchmarks.Cases;
using EcommerceEtl.Benchmarks.Server;
using EcommerceEtl.Tests.Dashboards;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Measures every SQL panel of both boards as Grafana would send it, over thirty days and over three years.</summary>
/// <param name="events">Events of the warehouse, about.</param>
/// <param name="repeat">How often a query is measured.</param>
/// <param name="data">Folder of a cluster that is kept; null for a temporary one.</param>
/// <param name="say">Gets a line of progress.</param>
internal sealed class BoardsBenchmark(long events, int repeat, string? data, Action<string> say)
{
    internal static readonly BoardChoice Days = BoardChoice.Range("2025-12-02 00:00", "2025-12-31 23:59:59");
    internal static readonly BoardChoice Years = BoardChoice.Range("2023-01-01 00:00", "2025-12-31 23:59:59");

    public async Task<BoardsReport> RunAsync(CancellationToken cancellationToken)
    {
#if DEBUG
        say("This is a Debug build: start it with -c Release for figures worth keeping.");
#endif
        // Not on a server of somebody's own: the role of the boards and its settings belong to the whole server.
        await using var cluster = await LocalCluster.StartAsync(data, cancellationToken);
        var warehouse = await BoardWarehouse.EnsureAsync(cluster.ConnectionString, events, say, cancellationToken);
        var load = LoadAverage();
        await using var boards = new NpgsqlConnection(warehouse.Reader("public"));
        await using var original = new NpgsqlConnection(warehouse.Reader("original"));
        await boards.OpenAsync(cancellationToken);
        await original.OpenAsync(cancellationToken);
        List<PanelTimes> times = [];
        foreach (var panel in BoardPanel.All)
        {
            say($"{panel.Board}: {panel.Title}");
            times.Add(new PanelTimes(
                panel.Board, panel.Title, await OfAsync(boards, Days, panel.Sql), await OfAsync(boards, Years, panel.Sql),
                panel.Original is { } days ? await OfAsync(original, Days, days) : null,
                panel.Original is { } years ? await OfAsync(original, Years, years) : null));
        }
        return new BoardsReport(events, repeat, await MachineFacts.ReadAsync(cluster.ConnectionString, cancellationToken), load, times);

        Task<double> OfAsync(NpgsqlConnection connection, BoardChoice choice, string sql) =>
            new PanelClock(connection, repeat).MedianAsync(choice.Expand(sql), cancellationToken);
    }

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "";
}
