using System.Collections.Concurrent;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>The daily job: each store's retention under the store's own lock.</summary>
public sealed class RetentionJobTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_store_whose_lock_is_taken_is_left_alone_and_the_others_are_not()
    {
        var (held, free) = (_test.Store, _test.Store with { Name = "free" });
        foreach (var store in new[] { held, free })
            await RunThreeTimesAsync(store);
        _test.Clock.Now += TimeSpan.FromDays(30);
        _test.Settings = _test.Settings with { Stores = [held, free] };
        var said = new ConcurrentQueue<string>();

        // An hour of asking in 36 ms.
        _test.Clock.Hurry = 100_000;

        await using (var run = await StoreSession.OpenAsync(_test.Database.ConnectionString, TimeSpan.FromMinutes(1), default))
        {
            Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);
            await ExecuteAsync(said);
        }
        Assert.That(said.Where(line => line.Contains("Store free", StringComparison.Ordinal)), Has.Exactly(1).Items, "it was done at once");
        // The first manifest carries the first prices and the third is the newest: only the one between goes.
        Assert.That((Manifests("fakestore"), Manifests("free")), Is.EqualTo((3, 2)), "a run may be reading what would be deleted");

        // The server takes a moment to see that the session has ended.
        AskForEver();
        await ExecuteAsync();
        Assert.That((Manifests("fakestore"), Manifests("free")), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_store_that_is_under_way_is_asked_again_until_its_run_has_ended()
    {
        await RunThreeTimesAsync(_test.Store);
        _test.Clock.Now += TimeSpan.FromDays(30);
        AskForEver();
        var said = new ConcurrentQueue<string>();

        Task done;
        await using (var run = await StoreSession.OpenAsync(_test.Database.ConnectionString, TimeSpan.FromMinutes(1), default))
        {
            Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);
            done = ExecuteAsync(said);
            await ChildProcess.PollAsync(
                () => Task.FromResult(said.Any(line => line.Contains("asks again", StringComparison.Ordinal))), () =>
                    string.Join('\n', said));
        }
        await done;

        Assert.That(Manifests("fakestore"), Is.EqualTo(2), string.Join('\n', said));
    }

    [Test]
    public async Task Without_a_database_it_deletes_nothing_and_ends_well()
    {
        await _test.SucceedAsync();
        _test.Settings =
            _test.Settings with { Database = new DatabaseOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" } };

        await ExecuteAsync();

        Assert.That(Manifests("fakestore"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_folder_of_a_store_that_left_the_settings_is_walked_like_the_others_and_no_other_folder_is()
    {
        var gone = _test.Store with { Name = "gone" };
        await RunThreeTimesAsync(gone);
        Directory.CreateDirectory(Path.Combine(_test.LandingPath, "lost+found"));
        var scratch = Directory.CreateDirectory(Path.Combine(_test.LandingPath, ".scratch-1"));
        scratch.LastWriteTimeUtc = _test.Clock.Now.UtcDateTime.AddDays(25);
        _test.Clock.Now += TimeSpan.FromDays(30);
        var said = new ConcurrentQueue<string>();

        await ExecuteAsync(said);

        Assert.That(Manifests("gone"), Is.EqualTo(2), string.Join('\n', said));
        Assert.That(said.Where(line => line.Contains("retention", StringComparison.Ordinal)), Has.Exactly(1)
            .Items.And.All.Contains("Store gone"));
        scratch.Refresh();
        Assert.That(scratch.Exists, Is.False, "a dry run that was killed left it");
    }

    /// <summary>Five minutes pass in 60 ms, and the hour after which the job gives up never does.</summary>
    private void AskForEver() => (_test.Clock.Hurry, _test.Clock.IsEndless) = (5_000, wait => wait >= TimeSpan.FromHours(1));

    private async Task RunThreeTimesAsync(StoreOptions store)
    {
        for (var run = 0; run < 3; run++)
        {
            await _test.SucceedAsync(request => request with { Store = store });
            _test.Shop.AddCart(100 + _test.Shop.Carts.Count, "2026-02-01T00:00:00Z", (1, 1));
        }
    }

    private async Task ExecuteAsync(ConcurrentQueue<string>? said = null)
    {
        using var logging = LoggerFactory.Create(logging => logging.AddProvider(new SaidLines((said ?? []).Enqueue)));
        await using var services = _test.Services();
        var job = new RetentionJob(
            _test.Settings, services.GetRequiredService<LandingZone>(), services.GetRequiredService<LandingRetention>(),
            services.GetRequiredService<CustomerErasures>(), new DatabaseReach(logging.CreateLogger<DatabaseReach>()), _test.Clock,
            logging.CreateLogger<RetentionJob>());
        // The job asks nothing of the scheduler.
        await job.Execute(null!, CancellationToken.None);
    }

    private int Manifests(string store) =>
        Directory.EnumerateFiles(Path.Combine(_test.LandingPath, store, "runs"), "*.json", SearchOption.AllDirectories).Count();
}
