using EcommerceEtl.Benchmarks.Server;
using EcommerceEtl.Benchmarks.Shop;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Measures the bound, the first load and re-runs in turn, each a process of its own, on one server and one shop.</summary>
/// <param name="carts">Carts of the shop.</param>
/// <param name="seed">The shop's seed.</param>
/// <param name="repeat">How often everything is measured.</param>
/// <param name="peers">True to measure other ways to load the same carts too.</param>
/// <param name="published">Folder of a published worker; null for that of this build.</param>
/// <param name="database">Connection string of a user who may create databases; null for a temporary cluster.</param>
/// <param name="say">Gets a line of progress.</param>
internal sealed class LoadBenchmark(
    int carts, long seed, int repeat, bool peers, string? published, string? database, Action<string> say)
{
    private readonly ShopFiles _files = new(carts, seed);

    public async Task<LoadReport> RunAsync(CancellationToken cancellationToken)
    {
#if DEBUG
        say("This is a Debug build: start it with -c Release for figures worth keeping.");
#endif
        var folder = _files.Ensure(say);
        var others = peers ? new Peers(folder, carts, say) : null;
        await using var cluster = database is null ? await LocalCluster.StartAsync(kept: null, cancellationToken) : null;
        var server = database ?? cluster!.ConnectionString;
        await using var shop = await RunningShop.StartAsync(folder, cancellationToken);
        List<Measurement> measured = [];
        var agree = true;
        for (var round = 1; round <= repeat; round++)
        {
            say($"round {round} of {repeat}");
            var bound = await MeasureBoundAsync(server, shop, measured, cancellationToken);
            var worker = await MeasureWorkerAsync(server, shop, measured, cancellationToken);
            if (others is not null)
                measured.AddRange(await others.MeasureAsync(server, cancellationToken));
            agree &= bound == worker;
            if (bound != worker)
                say($"The bound made {bound.Events} events worth {bound.Value}, the worker {worker.Events} worth {worker.Value}: they do "
                    + "not measure the same work.");
        }
        var machine = await MachineFacts.ReadAsync(server, cancellationToken);
        return new LoadReport(carts, seed, repeat, WorkerOption.Words(published), machine, measured, agree);
    }

    private static async Task<(long Events, decimal Value)> MeasureBoundAsync(
        string server, RunningShop shop, List<Measurement> measured, CancellationToken cancellationToken)
    {
        await using var fresh = await CaseDatabase.ForBoundAsync(server, cancellationToken);
        await fresh.CheckpointAsync(cancellationToken);
        await shop.SetAsync(ShopState.Base, cancellationToken);
        measured.Add(await BoundRun.MeasureAsync(LoadReport.Bound, shop.Address, fresh.ConnectionString, cancellationToken));
        return await fresh.EventsAsync("event_rows", cancellationToken);
    }

    private async Task<(long Events, decimal Value)> MeasureWorkerAsync(
        string server, RunningShop shop, List<Measurement> measured, CancellationToken cancellationToken)
    {
        await using var warehouse = await CaseDatabase.ForWorkerAsync(server, cancellationToken);
        var landing = Directory.CreateTempSubdirectory("ecommerce-etl-bench-landing-");
        try
        {
            await MeasureAsync(LoadReport.FirstLoad, ShopState.Base, carts);
            var loaded = await warehouse.EventsAsync("events", cancellationToken);
            await MeasureAsync(LoadReport.NothingChanged, ShopState.Base, 0);
            await MeasureAsync(LoadReport.OneChanged, ShopState.OneChanged, _files.Changed(ShopState.Base, ShopState.OneChanged));
            await MeasureAsync(LoadReport.OneInserted, ShopState.OneInserted, _files.Changed(ShopState.OneChanged, ShopState.OneInserted));
            await MeasureAsync(LoadReport.PercentChanged, ShopState.PercentChanged,
                _files.Changed(ShopState.OneInserted, ShopState.PercentChanged));
            await MeasureAsync(LoadReport.PercentOfEndChanged, ShopState.PercentOfEndChanged,
                _files.Changed(ShopState.PercentChanged, ShopState.PercentOfEndChanged));
            return loaded;
        }
        finally
        {
            landing.Delete(recursive: true);
        }

        async Task MeasureAsync(string name, ShopState state, long written)
        {
            await warehouse.CheckpointAsync(cancellationToken);
            await shop.SetAsync(state, cancellationToken);
            var (read, chunks) = (await warehouse.RowsReadAsync(cancellationToken), Chunks());
            var run = await WorkerRun.MeasureAsync(
                published, name, shop.Address, warehouse.ConnectionString, landing.FullName, written, cancellationToken);
            measured.Add(run with
            {
                RowsRead = await warehouse.RowsReadAsync(cancellationToken) - read,
                ChunksWritten = Chunks() - chunks,
            });
        }

        // Within a round nothing is old enough to be deleted.
        int Chunks() => landing.GetFiles("*.gz", SearchOption.AllDirectories).Length;
    }
}
