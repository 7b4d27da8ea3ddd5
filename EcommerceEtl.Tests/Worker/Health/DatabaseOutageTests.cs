using System.Net;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>The database of a running worker is stopped for a while.</summary>
internal sealed class DatabaseOutageTests
{
    [Test]
    [Fault("down while the worker lives")]
    public async Task It_is_ready_again_soon_after_its_database_and_catches_up_on_the_missed_slot_once()
    {
        await using var test = new WorkerBundle();
        await using var server = await StoppableServer.StartedAsync();
        // Once a minute, and next when the worker has been started and its database is away.
        var second = TimeProvider.System.GetUtcNow().AddSeconds(25).Second;
        await using var worker =
            test.Serve(("ConnectionStrings__Warehouse", server.ConnectionString), ("Stores__0__Cron", $"{second} * * * * ?"));
        await worker.ReadyAsync();
        await worker.LineAsync(" succeeded: ");

        await server.StopAsync();
        var down = await worker.UntilAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.That(down.Body, Does.Contain("database_unreachable"));
        // For 20 s, and until a slot has failed for it, which is counted and not logged.
        var since = TimeProvider.System.GetTimestamp();
        await worker.UntilAsync(
            "/metrics",
            answer => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(20)
                && answer.Body.Contains("error_code=\"database_unreachable\"", StringComparison.Ordinal));
        Assert.That(worker.Log, Does.Not.Contain("failed (database_unreachable)"));
        Assert.That((await worker.GetAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
        var missed = Latest(TimeProvider.System.GetUtcNow(), second);
        await server.StartAsync();
        var back = TimeProvider.System.GetTimestamp();
        await worker.ReadyAsync();
        var took = TimeProvider.System.GetElapsedTime(back);

        await TestContext.Out.WriteLineAsync($"ready {took.TotalMilliseconds:0} ms after the database");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(5)));
        // It is asked for again after 5 s and then 30 s, which is before the next one is due.
        var row = $"SELECT count(*) FROM etl_runs WHERE slot = '{missed:u}' AND outcome = 'succeeded'";
        await ChildProcess.PollAsync(async () => await server.RowsAsync(row) is not ["0"],
            () => $"Slot {missed:u} was not caught up.\n{worker.Log}", worker);
        Assert.That(
            await server.RowsAsync("SELECT slot FROM etl_runs WHERE outcome = 'succeeded' GROUP BY slot HAVING count(*) > 1"), Is.Empty);
        Assert.That(worker.Log.Split('\n').Count(line => line.Contains("Waiting for the database", StringComparison.Ordinal)),
            Is.EqualTo(1), worker.Log);
        Assert.That(worker.Log.Split('\n').Count(line => line.Contains("The database is back", StringComparison.Ordinal)), Is.EqualTo(1),
            worker.Log);
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
    }

    /// <summary>The latest time that had this second in its minute.</summary>
    private static DateTimeOffset Latest(DateTimeOffset now, int second)
    {
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        return minute.AddSeconds(second <= now.Second ? second : second - 60);
    }
}
