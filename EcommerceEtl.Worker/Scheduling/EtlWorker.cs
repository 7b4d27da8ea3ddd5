using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Pipeline;
using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>The long-running worker: waits for the database, brings the schema up to date or refuses, restores the gauges from the ledger,
/// starts the scheduler, and catches up on the latest due slot of each store, unless it has succeeded.</summary>
public sealed partial class EtlWorker(
    WorkerSettings settings, SchemaReadiness schema, SlotRunner slots, ScheduleWatch watch, ISchedulerFactory schedulers, WorkerState state,
    DatabaseReach reach, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<EtlWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The exit code of every command that failed.</summary>
    private const int FailedExitCode = 1;

    private volatile bool _failed;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WaitForDatabaseAsync(stoppingToken);
            await slots.RefreshGaugesAsync(stoppingToken);
            state.LetRunsBegin();
            var scheduler = await schedulers.GetScheduler(stoppingToken);
            await scheduler.Start(stoppingToken);
            foreach (var store in settings.Stores.Where(store => new DueTimes(store).LatestDue(clock.GetUtcNow()) is not null))
                await scheduler.TriggerJob(
                    SchedulingServices.RefreshKey(store), new() { { RefreshJob.TriggerKey, SnakeCase.Of(RunTrigger.Startup) } },
                    cancellationToken: stoppingToken);
            state.Started();
            LogStarted(string.Join(", ", settings.Stores.Select(store => store.Name)));
            await watch.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop, perhaps before it had begun.
        }
        catch (EtlException error)
        {
            LogRefused(SnakeCase.Of(error.Code), error.Message);
            EndFailed();
        }
        // The host would end the process with exit code 0, as if it had been told to stop.
        catch (Exception error)
        {
            LogBroke(error);
            EndFailed();
        }
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_failed)
            LogStopping();
        return base.StopAsync(cancellationToken);
    }

    private void EndFailed()
    {
        _failed = true;
        Environment.ExitCode = FailedExitCode;
        lifetime.StopApplication();
    }

    private async Task WaitForDatabaseAsync(CancellationToken stoppingToken)
    {
        using var patience = new Patience(clock, Timeout.InfiniteTimeSpan, Pause, stoppingToken);
        do
        {
            try
            {
                await schema.EnsureAsync(stoppingToken);
                reach.Found();
                return;
            }
            catch (EtlException error) when (error.Transient || error.Code == ErrorCode.DatabaseUnreachable)
            {
                reach.Lost(error);
            }
        }
        while (await patience.PauseAsync());
    }

    [LoggerMessage(LogEvents.Started, LogLevel.Information, "Started. Stores: {Stores}.")]
    private partial void LogStarted(string stores);

    [LoggerMessage(LogEvents.Stopping, LogLevel.Information, "Stopping.")]
    private partial void LogStopping();

    [LoggerMessage(LogEvents.StartBroke, LogLevel.Critical, "The worker cannot start (unexpected).")]
    private partial void LogBroke(Exception error);

    [LoggerMessage(LogEvents.StartRefused, LogLevel.Critical, "The worker cannot start ({ErrorCode}): {Reason}")]
    private partial void LogRefused(string errorCode, string reason);
}
