using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>Quartz, its jobs and their triggers.</summary>
public static class SchedulingServices
{
    private const string RetentionCron = "0 17 3 * * ?";

    /// <summary>Adds the scheduler, which <see cref="EtlWorker"/> starts when the database is ready.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, WorkerSettings settings)
    {
        services.AddQuartz(quartz =>
        {
            // Every store may be under way or between two attempts at a slot for minutes: none of them, and not retention, waits for
            // another's end.
            quartz.UseDefaultThreadPool(maxConcurrency: settings.Stores.Length + 1);
            foreach (var store in settings.Stores)
            {
                quartz.AddJob<RefreshJob>(job => job.WithIdentity(RefreshKey(store)).UsingJobData(RefreshJob.StoreKey, store.Name)
                    .StoreDurably());
                quartz.AddTrigger(trigger => trigger
                    .ForJob(RefreshKey(store))
                    .WithIdentity(CronKey(store))
                    .WithMisfireThreshold(DueTimes.Punctual)
                    .WithSchedule(Cron(store.Cron)));
            }
            quartz.AddJob<RetentionJob>(job => job.WithIdentity("retention").StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob("retention").WithIdentity("retention", "cron").WithSchedule(Cron(RetentionCron)));
        });
        services.Configure<QuartzSchedulerOptions>(options =>
        {
            options.InstanceName = "ecommerce-etl";
            options.DefaultTimeZone = TimeZoneInfo.Utc;
            // Without this a run would go on until the host's shutdown time-out.
            options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
        });
        services.AddQuartzHostedService(options =>
        {
            options.AutoStart = false;
            options.WaitForJobsToComplete = true;
        });
        return services.AddSingleton<SlotRunner>().AddSingleton<ScheduleWatch>().AddHostedService<EtlWorker>();
    }

    internal static JobKey RefreshKey(StoreOptions store) => new(store.Name, "refresh");

    internal static TriggerKey CronKey(StoreOptions store) => new(store.Name, "cron");

    private static CronScheduleBuilder Cron(string cron) => CronScheduleBuilder.Create(cron)
        .InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);
}
