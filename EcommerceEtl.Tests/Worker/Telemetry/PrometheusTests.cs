namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>What Prometheus itself, and its own checker, make of a live worker.</summary>
internal sealed class PrometheusTests
{
    [Test]
    public async Task Prometheus_scrapes_every_metric_with_its_labels_and_its_checker_finds_no_fault()
    {
        await using var test = new WorkerBundle();
        var prometheus = PrometheusProcess.Program;
        var promtool = ChildProcess.Needed("promtool", "'promtool' is not in the PATH; Debian's package 'prometheus' brings it.");
        await using var worker = test.Serve();
        await using var server = PrometheusProcess.Start(prometheus, worker.Url);
        var text = await test.GoodAndFailedAsync(worker);

        // Once it has seen the failed run it has seen all there is. The counters of runs are there from the start, with 0; the histograms
        // are not.
        await ChildProcess.PollAsync(
            async () => (await server.SeriesAsync("""etl_run_duration_seconds_count{outcome="failed"}""")).Count > 0,
            () => $"Prometheus does not see the failed run.\n{worker.Log}", worker);

        foreach (var (name, type, labels) in MetricTable.Rows)
        {
            var sample = type == "histogram" ? name + "_count" : name;
            var series = await server.SeriesAsync(sample);
            Assert.That(series, Is.Not.Empty, sample);
            foreach (var one in series)
                Assert.That(one.Keys, Is.EquivalentTo([.. labels, "__name__", "job", "instance"]), sample);
        }
        // What a scrape brings under a name of Prometheus' own gets the prefix exported_.
        Assert.That(await server.SeriesAsync("""{__name__=~"etl_.+",exported_job!=""}"""), Is.Empty);
        // Any finding ends it with 3.
        var check = await ChildProcess.RunAsync([promtool, "check", "metrics"], input: text);
        Assert.That((check.Code, check.Everything), Is.EqualTo((0, "")));
    }
}
