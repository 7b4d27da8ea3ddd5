using System.Net;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>Whoever may ask whether the worker is ready must not be able to use up the database's sessions by it.</summary>
internal sealed class ManyProbesTests
{
    private const int Probes = 300;

    [Test]
    [Fault("flood of health probes")]
    public async Task Any_number_of_probes_at_once_takes_one_session()
    {
        await using var test = new WorkerBundle();
        await using var proxy = new DatabaseProxy(test.Database.ConnectionString);
        await using var worker =
            test.Serve(("ConnectionStrings__Warehouse", proxy.ConnectionString), ("Stores__0__Cron", WorkerBundle.Yearly));
        await worker.ReadyAsync();
        await worker.LineAsync(" succeeded: ");
        await worker.UntilAsync("/metrics",
            answer => answer.Body.Contains("etl_run_last_success_timestamp_seconds{", StringComparison.Ordinal));

        var (before, started) = (proxy.Taken, TimeProvider.System.GetTimestamp());
        var answers = await Task.WhenAll(Enumerable.Range(0, Probes).Select(_ => worker.GetAsync("/health/ready")));
        // A look every two seconds, of which one may have been under way; and the gauges are read once a minute.
        var most = (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds / 2) + 3;

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(proxy.Taken - before, Is.LessThanOrEqualTo(most));
    }

    [Test]
    [Fault("flood of health probes")]
    public async Task Probes_that_hang_up_leave_no_sessions_behind_at_a_server_that_says_nothing()
    {
        await using var test = new WorkerBundle();
        await using var proxy = new DatabaseProxy(test.Database.ConnectionString) { SilentAfter = "user"u8.ToArray() };
        await using var worker = test.Serve(("ConnectionStrings__Warehouse", proxy.ConnectionString));
        await worker.ListensAsync();

        var (before, started) = (proxy.Taken, TimeProvider.System.GetTimestamp());
        using var client = new HttpClient { BaseAddress = worker.Url };
        await Task.WhenAll(Enumerable.Range(0, Probes).Select(async _ =>
        {
            using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            await client.GetAsync("/health/ready", impatient.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }));
        // The start asks for the database too: each of its attempts, and each look, takes five seconds here.
        var most = (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds / 2) + 4;

        Assert.That(proxy.Taken - before, Is.LessThanOrEqualTo(most));
    }
}
