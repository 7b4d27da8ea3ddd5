using System.Net;
using EcommerceEtl.Tests.Worker.Scheduling;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>The database of a running worker is stopped for a while.</summary>
internal sealed class DatabaseOutageTests : ServeTestCase
{
    [Test]
    public async Task It_is_ready_again_soon_after_its_database_and_catches_up_on_the_missed_slot_once()
    {
        await using var server = await StoppableServer.TryStartAsync();
        if (server is null)
        {
            Assert.Ignore("There are no PostgreSQL programs on this machine, so none can be stopped.");
            return;
        }
        await using var worker = Worker(("ConnectionStrings__Warehouse", server.ConnectionString), ("Stores__0__Cron", "0/10 * * * * ?"));
        await worker.ReadyAsync();
        await worker.LineAsync(" succeeded: ");

        await server.StopAsync();
        var down = await worker.UntilAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.That(down.Body, Does.Contain("database_unreachable"));
        // For 20 s, and until a slot has failed for it.
        var since = TimeProvider.System.GetTimestamp();
        await ServeProcess.PollAsync(
            () => Task.FromResult(TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(20)
                && worker.Log.Contains("failed (database_unreachable)", StringComparison.Ordinal)),
            () => $"No slot failed.\n{worker.Log}", worker);
        Assert.That((await worker.GetAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
        var missed = Next(TimeProvider.System.GetUtcNow()).AddSeconds(-10);
        await server.StartAsync();
        var back = TimeProvider.System.GetTimestamp();
        await worker.ReadyAsync();
        var took = TimeProvider.System.GetElapsedTime(back);

        await TestContext.Out.WriteLineAsync($"ready {took.TotalMilliseconds:0} ms after the database");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(5)));
        // The slot that was due last while it was away is asked for again within 5 s; where the next was due before that, it has taken its place.
        var row = $"SELECT count(*) FROM etl_runs WHERE slot >= '{missed:u}' AND outcome = 'succeeded'";
        await ServeProcess.PollAsync(async () => await server.RowsAsync(row) is not ["0"], () => $"Slot {missed:u} was not caught up.\n{worker.Log}", worker);
        Assert.That(await server.RowsAsync("SELECT slot FROM etl_runs WHERE outcome = 'succeeded' GROUP BY slot HAVING count(*) > 1"), Is.Empty);
        Assert.That(worker.Log.Split('\n').Count(line => line.Contains("Waiting for the database", StringComparison.Ordinal)), Is.EqualTo(1), worker.Log);
        Assert.That(worker.Log.Split('\n').Count(line => line.Contains("The database is back", StringComparison.Ordinal)), Is.EqualTo(1), worker.Log);
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
    }

    private static DateTimeOffset Next(DateTimeOffset now) => now.AddTicks(TimeSpan.TicksPerSecond * 10 - now.Ticks % (TimeSpan.TicksPerSecond * 10));
}
