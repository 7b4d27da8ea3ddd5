using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>The scheduler as it is set up.</summary>
public sealed class SchedulingServicesTests
{
    [Test]
    public async Task It_has_room_for_every_store_and_retention_at_once()
    {
        var settings = new WorkerSettings
        {
            Database = new DatabaseOptions(),
            Stores = [.. Enumerable.Range(1, 40).Select(number => new StoreOptions { Name = $"store{number}" })],
        };
        await using var services = new ServiceCollection().AddLogging().AddScheduling(settings).BuildServiceProvider();

        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();

        Assert.That((await scheduler.GetMetadata()).ThreadPoolSize, Is.EqualTo(41));
    }
}
