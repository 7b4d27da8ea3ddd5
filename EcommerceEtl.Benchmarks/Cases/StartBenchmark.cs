using System.Diagnostics;
using EcommerceEtl.Benchmarks.Bound;
using EcommerceEtl.Benchmarks.Server;
using EcommerceEtl.Benchmarks.Shop;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Measures the start of the worker on a small shop and a warehouse that holds it.</summary>
/// <param name="worker">Folder of a published worker; null for that of this build.</param>
/// <param name="repeat">How often each is measured.</param>
internal sealed class StartBenchmark(string? worker, int repeat)
{
    private const int Carts = 1_000;
    private const string Serve = "serve until its first run begins";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private readonly string _landing = Directory.CreateTempSubdirectory("ecommerce-etl-bench-landing-").FullName;
    private readonly int _port = LocalCluster.FreePort();

    /// <summary>The goals and what was measured of them, as a text.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var folder = new ShopFiles(Carts, seed: 1).Ensure(Console.Error.WriteLine);
            await using var cluster = await LocalCluster.StartAsync(kept: null, cancellationToken);
            await using var shop = await RunningShop.StartAsync(folder, cancellationToken);
            await using var warehouse = await CaseDatabase.ForWorkerAsync(cluster.ConnectionString, cancellationToken);
            List<Measurement> measured = [];
            var settings = Settings(shop, warehouse.ConnectionString);
            await ChildProcess.RunAsync(Worker(settings, "run"), cancellationToken);
            for (var round = 0; round < repeat; round++)
            {
                measured.Add(await CommandAsync(settings, "status", cancellationToken));
                measured.Add(await CommandAsync(settings, "run", cancellationToken));
                await ServeAsync(cluster, shop, measured, cancellationToken);
            }
            var machine = await MachineFacts.ReadAsync(cluster.ConnectionString, cancellationToken);
            Goal[] goals =
            [
                .. measured.GroupBy(one => one.Case).Select(group => new Goal(
                    $"{group.Key}, {group.Max(one => one.PeakBytes) / 1e6:0} MB", LoadReport.Median(group.Select(one => one.Seconds)),
                    group.Key == Serve ? 3 : 1, AtLeast: false, "s")),
            ];
            return $"{machine}\n{WorkerOption.Words(worker)}, medians of {repeat}, wall time of the "
                + $"process\n\n{Goal.Table(goals)}";
        }
        finally
        {
            Directory.Delete(_landing, recursive: true);
        }
    }

    private async Task<Measurement> CommandAsync(
        Dictionary<string, string> settings, string command, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var child = await ChildProcess.RunAsync(Worker(settings, command), cancellationToken);
        var name = command == "run" ? "run with nothing to do" : command;
        return new Measurement(name, Stopwatch.GetElapsedTime(started).TotalSeconds, child.PeakBytes);
    }

    /// <summary>Starts a serving worker on a fresh warehouse, and asks for its health once it is ready.</summary>
    private async Task ServeAsync(
        LocalCluster cluster, RunningShop shop, List<Measurement> measured, CancellationToken cancellationToken)
    {
        await using var fresh = await CaseDatabase.ForWorkerAsync(cluster.ConnectionString, cancellationToken, "serve");
        var settings = Settings(shop, fresh.ConnectionString);
        var begun = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var process = Process.Start(Worker(settings, "serve"))!;
        try
        {
            // Nobody reads what it says: the pipes must not fill up.
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var first = await FirstRunAsync(fresh.ConnectionString, cancellationToken);
            measured.Add(new Measurement(Serve, (first - begun).TotalSeconds, ChildProcess.PeakOf(process)));
            measured.Add(await CommandAsync(settings, "healthcheck", cancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<DateTime> FirstRunAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT min(started_at) FROM etl_runs WHERE outcome = 'succeeded'", connection);
        for (var waited = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(waited) < LongestStart;)
        {
            if (await command.ExecuteScalarAsync(cancellationToken) is DateTime started)
                return started;
            await Task.Delay(LookEvery, cancellationToken);
        }
        throw new InvalidOperationException($"The serving worker did not run within {LongestStart.TotalSeconds:0} s.");
    }

    private Dictionary<string, string> Settings(RunningShop shop, string database) => new()
    {
        ["ConnectionStrings__Warehouse"] = database,
        ["Landing__Path"] = _landing,
        ["Stores__0__Name"] = BoundLoad.Store,
        ["Stores__0__Kind"] = "FakeStore",
        ["Stores__0__BaseUrl"] = shop.Address,
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}",
        ["Logging__LogLevel__Default"] = "Warning",
    };

    private ProcessStartInfo Worker(Dictionary<string, string> settings, string command)
    {
        var start = ChildProcess.Worker(worker, command);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }
}
