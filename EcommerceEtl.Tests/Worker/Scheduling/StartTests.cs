namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>How long a worker takes to get to work.</summary>
[NonParallelizable]
internal sealed class StartTests
{
    [Test]
    public async Task The_first_run_begins_soon_after_the_process()
    {
        await using var test = new WorkerBundle();
        await using var worker = test.Serve(("Stores__0__Cron", WorkerBundle.Yearly));
        await test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded'", worker);

        var began = (await test.RowsAsync("SELECT extract(epoch FROM started_at)::text FROM etl_runs"))[0];
        var took = TimeSpan.FromSeconds(double.Parse(began, CultureInfo.InvariantCulture)) - (worker.Started - DateTimeOffset.UnixEpoch);
        await TestContext.Out.WriteLineAsync($"the first run began {took.TotalMilliseconds:0} ms after the process");
        // 3 s are the goal on a machine of its own; a busy one gets more.
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(10)));
    }
}
