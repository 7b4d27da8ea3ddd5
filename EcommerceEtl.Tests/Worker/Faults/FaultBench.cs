using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>
/// A loaded store whose runs are looked at from all sides: tables, ledger, error code, metrics, log and exit code. A run is made either
/// way there is, as the command <c>run</c> makes it or as the schedule does, by the code of the commands themselves, in this process.
/// </summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly WorkerSettings _settings;
    private DateTimeOffset _slot;

    /// <summary>A store that holds the Fake Store's answers.</summary>
    public FaultBench()
    {
        (_slot, _settings) = (Pipeline.Clock.Now, Pipeline.Settings);
        Pipeline.SucceedAsync().GetAwaiter().GetResult();
    }

    public PipelineBundle Pipeline { get; } = new();

    public ShopDouble Shop => Pipeline.Shop;

    public StoreOptions Store
    {
        get => Pipeline.Store;
        set => Pipeline.Store = value;
    }

    public HttpOptions Http
    {
        get => Pipeline.Settings.Http;
        set => Pipeline.Settings = Pipeline.Settings with { Http = value };
    }

    /// <summary>The command <c>run</c>.</summary>
    public Task<ObservedRun> RunAsync(Func<RunRequest, RunRequest>? adjust = null)
    {
        var request = new RunRequest(Store, RunTrigger.Manual);
        _slot += TimeSpan.FromMinutes(15);
        Pipeline.Clock.Now = _slot + TimeSpan.FromMinutes(1);
        return FindAsync((services, error) => CommandHost.EndAsync(
            () => RunSequence.ExecuteAsync(
                new CommandCall(services, null!, Json: false, CancellationToken.None), null,
                (_, _) => Task.FromResult<IReadOnlyList<RunRequest>>([adjust?.Invoke(request) ?? request]), (_, run) => run(null)),
            error));
    }

    /// <summary>
    /// A slot of the schedule, which is every quarter of an hour. It begins so late that after a transient failure there is time for one
    /// more attempt, 5 s later, and no third.
    /// </summary>
    /// <param name="stop">Tells the worker to stop.</param>
    public Task<ObservedRun> ServeAsync(CancellationToken stop = default)
    {
        _slot += TimeSpan.FromMinutes(15);
        Pipeline.Clock.Now = _slot + TimeSpan.FromMinutes(14) + TimeSpan.FromSeconds(40);
        // 5 s in 0.1 s, and no time-out of a run so short that it is met by accident.
        Pipeline.Clock.Hurry = 50;
        return FindAsync(async (services, _) =>
        {
            try
            {
                await services.GetRequiredService<SlotRunner>().RunAsync(Store, _slot.UtcDateTime, RunTrigger.Schedule, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The scheduler asked for it.
            }
            Pipeline.Clock.Hurry = 1;
            return ExitCode.Done;
        });
    }

    /// <summary>Shop and settings are again what they were at first, so that the next case begins like this one whatever became of
    /// it.</summary>
    public void Restore()
    {
        (Shop.Instead, Shop.Before, Pipeline.Settings, Pipeline.Clock.Hurry) = (null, null, _settings, 1);
    }

    /// <summary>Nothing in the warehouse or the ledger contradicts anything else.</summary>
    public Task HoldsAsync() => Pipeline.Database.HoldsAsync();

    /// <summary>Checks once more that everything holds, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (Pipeline)
            await HoldsAsync();
    }

    /// <summary>Does something with the services of a process that has just begun, and gathers what it left.</summary>
    private async Task<ObservedRun> FindAsync(Func<IServiceProvider, TextWriter, Task<int>> act)
    {
        using var log = new LoggedLines();
        await using var services = Pipeline.ScheduleServices(log);
        var metrics = services.GetRequiredService<EtlMetrics>();
        // As `serve` does.
        services.GetRequiredService<SourceFactory>().Retrying += metrics.Retried;
        using var counted = new CountedMeter(metrics.Meter);
        var last = (await Pipeline.Database.RowsAsync("SELECT coalesce(max(run_id), 0) FROM etl_runs"))[0];
        using var error = new StringWriter();
        var exit = await act(services, error);
        var runs =
            await Pipeline.Database.RowsAsync($"SELECT outcome, error_code, error FROM etl_runs WHERE run_id > {last} ORDER BY run_id");
        return new ObservedRun(
            exit, [.. runs.Select(row => row.Split('|', 3)).Select(row => new LedgerEnd(row[0], row[1], row[2]))], log.Lines,
            counted.Totals, error.ToString());
    }
}

/// <summary>What a run left.</summary>
/// <param name="Exit">Exit code; of a slot always 0.</param>
/// <param name="Ledger">Its rows, oldest first.</param>
/// <param name="Log">Lines from <c>Information</c> up.</param>
/// <param name="Counted">What was added to the counters.</param>
/// <param name="Said">What the command said beside the log, where there could be no run.</param>
internal sealed record ObservedRun(
    int Exit, IReadOnlyList<LedgerEnd> Ledger, IReadOnlyList<LoggedLine> Log, IReadOnlyDictionary<string, long> Counted, string Said);

/// <summary>How a run ended, by the ledger; <c>-</c> for NULL.</summary>
internal sealed record LedgerEnd(string Outcome, string Code, string Error);
