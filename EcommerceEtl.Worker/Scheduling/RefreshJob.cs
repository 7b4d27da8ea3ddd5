using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>A store is due. One job a store; no two of one store at a time in this process.</summary>
[DisallowConcurrentExecution]
public sealed class RefreshJob(WorkerSettings settings, SlotRunner slots, TimeProvider clock) : IJob
{
    /// <summary>Key of the store's name in the job's data.</summary>
    public const string StoreKey = "store";

    /// <summary>Key of the trigger in the data of a fire by hand.</summary>
    public const string TriggerKey = "trigger";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.MergedJobDataMap.GetString(StoreKey);
        var store = settings.Stores.Single(store => store.Name == name);
        var trigger = context.MergedJobDataMap.TryGetString(TriggerKey, out var text) && text is not null
            ? SnakeCase.Parse<RunTrigger>(text) : RunTrigger.Schedule;
        var scheduled = trigger == RunTrigger.Schedule ? context.ScheduledFireTimeUtc : null;
        var slot = new DueTimes(store).SlotOf(scheduled, clock.GetUtcNow());
        await slots.RunAsync(store, slot, trigger, cancellationToken);
    }
}
