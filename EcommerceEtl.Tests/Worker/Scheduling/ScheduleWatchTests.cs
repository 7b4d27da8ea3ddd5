using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What a jump of the clock does to Quartz's own plan, and how it is brought back. The scheduler is Quartz's; only its clock is
/// the test's.</summary>
public sealed class ScheduleWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StoreOptions Store = new() { Name = "shop", Cron = "0 0/15 * * * ?" };
    private static readonly TriggerKey Key = SchedulingServices.CronKey(Store);
    private readonly SetClock _clock = new(Noon.AddMinutes(1));

    [Test]
    public async Task A_next_fire_that_a_jump_of_the_clock_left_a_day_ahead_is_brought_back()
    {
        await using var services = Services(() => { });
        var scheduler = await DayAheadAsync(services);
        var watch = services.GetRequiredService<ScheduleWatch>();

        await watch.BringBackAsync(scheduler, CancellationToken.None);

        Assert.That((await scheduler.GetTrigger(Key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddMinutes(15)));
        await watch.BringBackAsync(scheduler, CancellationToken.None);
        Assert.That((await scheduler.GetTrigger(Key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddMinutes(15)), "what is right is left alone");
        Assert.That(await scheduler.GetTriggersOfJob(SchedulingServices.RefreshKey(Store)), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_due_time_that_comes_while_the_schedule_is_brought_back_is_not_left_out()
    {
        await using var services = Services(() => _clock.Now = Noon.AddMinutes(15).AddSeconds(1));
        var scheduler = await DayAheadAsync(services);

        await services.GetRequiredService<ScheduleWatch>().BringBackAsync(scheduler, CancellationToken.None);

        Assert.That((await scheduler.GetTrigger(Key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddMinutes(30)));
        var triggers = await scheduler.GetTriggersOfJob(SchedulingServices.RefreshKey(Store));
        var atOnce = triggers.Single(trigger => !trigger.Key.Equals(Key));
        Assert.That(atOnce.NextFireTimeUtc, Is.EqualTo(_clock.Now));
    }

    /// <param name="onBroughtBack">What happens before it is brought back, at the line that says so.</param>
    private ServiceProvider Services(Action onBroughtBack)
    {
        var settings = new WorkerSettings { Database = new DatabaseOptions { ConnectionString = "Host=nowhere" }, Stores = [Store] };
        return new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new SaidLines(line =>
            {
                if (line.Contains("It is brought back", StringComparison.Ordinal))
                    onBroughtBack();
            })))
            .AddWorker(settings)
            .AddTelemetry(settings)
            .AddScheduling(settings).AddSingleton<DatabaseReach>().AddSingleton<TimeProvider>(_clock).BuildServiceProvider();
    }

    private static async Task<IScheduler> DayAheadAsync(ServiceProvider services)
    {
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var trigger = (await scheduler.GetTrigger(Key))!;
        await scheduler.RescheduleJob(Key, trigger.GetTriggerBuilder().StartAt(Noon.AddDays(1)).Build());
        Assert.That((await scheduler.GetTrigger(Key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddDays(1)), "not a day ahead");
        return scheduler;
    }
}
