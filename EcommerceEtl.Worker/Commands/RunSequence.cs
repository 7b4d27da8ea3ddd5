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
    public static async Task<int> ExecuteAsync(CommandCall call, string? storeName, Requests requests, Display? display = null)
    {
        var stores = StoreChoice.Of(call.Settings, storeName);
        if (stores.Count == 0)
            return ExitCode.Usage;
        await call.Get<SchemaReadiness>().EnsureAsync(call.Token);
        var runs = call.Get<EtlRun>();
        var clock = call.Get<TimeProvider>();
        List<RunSummary> done = [];
        var asked = 0;
        try
        {
            foreach (var store in stores)
            {
                foreach (var request in await requests(store, call.Get<LandingZone>()))
                {
                    var begun = clock.GetTimestamp();
                    asked++;
                    if (call.Token.IsCancellationRequested)
                        continue;
                    await RunAsync(request);
                    // What is left of the shop's history is gone on with for as long as a run may take.
                    while (request.Trigger == RunTrigger.Manual && done[^1].IsFilling
                        && clock.GetElapsedTime(begun) < call.Settings.Http.RunDeadline)
                        await RunAsync(new RunRequest(store, RunTrigger.Fill));
                }
            }
        }
        finally
        {
            // One document for all runs, even if the requests of a later store could not be made.
            if (call.Json)
                JsonOutput.Write(new { runs = done.Select(RunOutput.ForJson) });
        }
        if (done.Count < asked || done.Any(run => run.Outcome == RunOutcome.Cancelled))
            call.Token.ThrowIfCancellationRequested();
        return ExitCode.Of(done);

        async Task RunAsync(RunRequest request)
        {
            done.Add(await (display ?? ProgressDisplay.ShowAsync)(
                request.Store.Name, progress => runs.ExecuteAsync(request, progress, call.Token)));
            if (!call.Json)
                RunOutput.Print(done[^1]);
        }
    }
}
