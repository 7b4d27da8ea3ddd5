using System.Diagnostics;
using EcommerceEtl.Benchmarks.Cases;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Measures queries on one connection: milliseconds from sending to the last row.</summary>
/// <param name="connection">Open.</param>
/// <param name="repeat">How often a query is measured.</param>
internal sealed class PanelClock(NpgsqlConnection connection, int repeat)
{
    /// <summary>The median; a first run, which brings the pages into memory, does not count.</summary>
    public async Task<double> MedianAsync(string sql, CancellationToken cancellationToken)
    {
        await OnceAsync(sql, cancellationToken);
        List<double> times = [];
        for (var i = 0; i < repeat; i++)
            times.Add(await OnceAsync(sql, cancellationToken));
        return LoadReport.Median(times);
    }

    private async Task<double> OnceAsync(string sql, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
            while (await row.ReadAsync(cancellationToken))
            {
            }
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
