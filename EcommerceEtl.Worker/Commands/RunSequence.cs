using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Does the runs that a command asks for, one after the other, and prints what came of them.</summary>
internal static class RunSequence
{
    public delegate Task<IReadOnlyList<RunRequest>> Requests(StoreOptions store, LandingZone landing);

    /// <summary>Does one run and shows where it is.</summary>
    public delegate Task<RunSummary> Display(string store, Func<Action<RunProgress>?, Task<RunSummary>> run);

    /// <param name="storeName">One store; null for all.</param>
    /// <param name="display">Where progress is shown; by default on standard error.</param>
    /// <returns>The exit code: the worst of the runs'.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before everything that was asked for was done; what was done is
    /// printed.</exception>
    /// <exception cref="EtlException">A store's requests could not be made; the runs before it are printed.</exception>
    public static async Task<int> ExecuteAsync(
        IServiceProvider services, string? storeName, bool json, Requests requests, CancellationToken cancellationToken,
        Display? display = null)
    {
        var settings = services.GetRequiredService<WorkerSettings>();
        var stores = StoreChoice.Of(settings, storeName);
        if (stores.Count == 0)
            return ExitCode.Usage;
        await services.GetRequiredService<SchemaReadiness>().EnsureAsync(cancellationToken);
        List<RunSummary> done = [];
        var asked = 0;
        try
        {
            foreach (var store in stores)
            {
                foreach (var request in await requests(store, services.GetRequiredService<LandingZone>()))
                {
                    asked++;
                    if (cancellationToken.IsCancellationRequested)
                        continue;
                    done.Add(await OneAsync(services, request, display ?? ProgressDisplay.ShowAsync, cancellationToken));
                    if (!json)
                        RunOutput.Print(done[^1]);
                }
            }
        }
        finally
        {
            // One document for all runs, also where a later store could not be asked to run at all.
            if (json)
                JsonOutput.Write(new { runs = done.Select(RunOutput.ForJson) });
        }
        if (done.Count < asked || done.Any(run => run.Outcome == RunOutcome.Cancelled))
            cancellationToken.ThrowIfCancellationRequested();
        return ExitCode.Of(done);
    }

    private static async Task<RunSummary> OneAsync(
        IServiceProvider services, RunRequest request, Display display, CancellationToken cancellationToken)
    {
        var run = services.GetRequiredService<EtlRun>();
        return await display(request.Store.Name, progress => run.ExecuteAsync(request, progress, cancellationToken));
    }
}
