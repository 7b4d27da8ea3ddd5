using EcommerceEtl.Data.Load;
using EcommerceEtl.Tests.Worker.Pipeline;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>The daily job: each store's retention under the store's own lock.</summary>
public sealed class RetentionJobTests : PipelineTestCase
{
    [Test]
    public async Task A_store_whose_lock_is_taken_is_left_alone_and_the_others_are_not()
    {
        var (held, free) = (Pipeline.Settings.Stores[0], Pipeline.Settings.Stores[0] with { Name = "free" });
        foreach (var store in new[] { held, free })
        {
            for (var run = 0; run < 3; run++)
            {
                await Pipeline.SucceedAsync(request => request with { Store = store });
                Shop.Carts.Add(NewCart(100 + Shop.Carts.Count, "2026-02-01T00:00:00Z", (1, 1)));
            }
        }
        Pipeline.Clock.Now += TimeSpan.FromDays(30);
        Pipeline.Settings = Pipeline.Settings with { Stores = [held, free] };

        await using (var run = await LoadSession.OpenAsync(Pipeline.Database.ConnectionString, TimeSpan.FromMinutes(1), default))
        {
            Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);
            await ExecuteAsync();
        }
        // The first manifest carries the first prices and the third is the newest: only the one between may go.
        Assert.That((Manifests("fakestore"), Manifests("free")), Is.EqualTo((3, 2)), "a run may be reading what would be deleted");

        await ExecuteAsync();
        Assert.That((Manifests("fakestore"), Manifests("free")), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task Without_a_database_it_deletes_nothing_and_ends_well()
    {
        await Pipeline.SucceedAsync();
        Pipeline.Settings = Pipeline.Settings with { Database = new DatabaseOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" } };

        await ExecuteAsync();

        Assert.That(Manifests("fakestore"), Is.EqualTo(1));
    }

    private async Task ExecuteAsync()
    {
        var zone = new LandingZone(Pipeline.LandingPath, Pipeline.Clock);
        var job = new RetentionJob(
            Pipeline.Settings, new LandingRetention(Pipeline.LandingPath, zone, Pipeline.Clock), Pipeline.Clock, NullLogger<RetentionJob>.Instance);
        // The job asks nothing of the scheduler.
        await job.Execute(null!, CancellationToken.None);
    }

    private int Manifests(string store) =>
        Directory.EnumerateFiles(Path.Combine(Pipeline.LandingPath, store, "runs"), "*.json", SearchOption.AllDirectories).Count();
}
