using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What a jump of the clock does to Quartz's own plan, and how it is brought back. The scheduler is Quartz's; only its clock is
/// the test's.</summary>
public sealed class ScheduleWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_next_fire_that_a_jump_of_the_clock_left_a_day_ahead_is_brought_back()
    {
        var store = new StoreOptions { Name = "shop", Cron = "0 0/15 * * * ?" };
        var settings = new WorkerSettings { Database = new DatabaseOptions { ConnectionString = "Host=nowhere" }, Stores = [store] };
        var clock = new SetClock(Noon.AddMinutes(1));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddWorker(settings)
            .AddTelemetry(settings)
            .AddScheduling(settings).AddSingleton<DatabaseReach>().AddSingleton<TimeProvider>(clock).BuildServiceProvider();
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var watch = services.GetRequiredService<ScheduleWatch>();
        var key = SchedulingServices.CronKey(store);
        var trigger = (await scheduler.GetTrigger(key))!;
        await scheduler.RescheduleJob(key, trigger.GetTriggerBuilder().StartAt(Noon.AddDays(1)).Build());
        Assert.That((await scheduler.GetTrigger(key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddDays(1)), "not a day ahead");

        await watch.BringBackAsync(scheduler, CancellationToken.None);

        Assert.That((await scheduler.GetTrigger(key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddMinutes(15)));
        await watch.BringBackAsync(scheduler, CancellationToken.None);
        Assert.That((await scheduler.GetTrigger(key))!.NextFireTimeUtc, Is.EqualTo(Noon.AddMinutes(15)), "what is right is left alone");
    }
}
