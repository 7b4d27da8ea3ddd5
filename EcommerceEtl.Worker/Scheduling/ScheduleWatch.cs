using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>What is looked at every minute, whether anything is due or not: the gauges follow the ledger, so that what a peer did, or
/// somebody by hand, shows here too; and a schedule that a jump of the clock has left in the future is brought back.</summary>
public sealed partial class ScheduleWatch(
    WorkerSettings settings, SlotRunner slots, ISchedulerFactory schedulers, TimeProvider clock, ILogger<ScheduleWatch> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Looks until it is told to stop. What goes wrong in one look is logged, and the next one comes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await BringBackAsync(await schedulers.GetScheduler(cancellationToken), cancellationToken);
                await slots.RefreshGaugesAsync(cancellationToken);
            }
            // An error in the gauges must not end a worker whose runs succeed.
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogBroke(error);
            }
        }
    }

    /// <summary>Quartz works out the next fire when the one before has fired. While the clock is a day ahead that is tomorrow, and stays so
    /// when the clock comes back: no run would begin until then.</summary>
    internal async Task BringBackAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        foreach (var store in settings.Stores)
        {
            var now = clock.GetUtcNow();
            if (await scheduler.GetTrigger(SchedulingServices.CronKey(store), cancellationToken) is not { } trigger
                || new DueTimes(store).Next(now) is not { } due
                || trigger.NextFireTimeUtc is not { } next
                || next <= due)
                continue;
            LogBroughtBack(store.Name, next.UtcDateTime, due.UtcDateTime);
            // Quartz leaves out a time that has come meanwhile: then the job is begun at once and asks for the latest due time.
            if (await scheduler.RescheduleJob(trigger.Key, trigger.GetTriggerBuilder().StartAt(now).Build(), cancellationToken) > due)
                await scheduler.TriggerJob(SchedulingServices.RefreshKey(store), cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(LogEvents.ScheduleBroughtBack, LogLevel.Warning,
        "Store {Store}: the next run stood at {Next:u}, but is due at {Due:u}: the clock was set back. It is brought back.")]
    private partial void LogBroughtBack(string store, DateTime next, DateTime due);

    [LoggerMessage(LogEvents.WatchBroke, LogLevel.Error, "The look at schedule and ledger failed; the next one is in a minute.")]
    private partial void LogBroke(Exception error);
}
