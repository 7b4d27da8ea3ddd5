using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>What Prometheus sees of a worker with one good and then failed runs.</summary>
internal sealed class MetricsTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Every_metric_has_its_type_its_labels_and_a_help_text()
    {
        await using var worker = _test.Serve();
        var text = await _test.GoodAndFailedAsync(worker);
        var metrics = new PrometheusText(text);

        Assert.Multiple(() =>
        {
            foreach (var (name, type, labels) in MetricTable.Rows)
            {
                Assert.That(metrics.Types.GetValueOrDefault(name), Is.EqualTo(type), name);
                Assert.That(metrics.Help.GetValueOrDefault(name), Does.EndWith("."), $"HELP of {name}");
                var sample = type == "histogram" ? name + "_count" : name;
                var found = metrics.Samples.Where(one => one.Name == sample).Select(one => string.Join(' ', one.Labels.Keys)).Distinct();
                Assert.That(found, Is.EqualTo(new[] { string.Join(' ', labels.Order(StringComparer.Ordinal)) }), name);
            }
            Assert.That(metrics.Samples.SelectMany(sample => sample.Labels.Keys), Has.None.EqualTo("job").And.None.EqualTo("instance"));
        });
        Assert.That(Bounds(metrics, "etl_run_duration_seconds"),
            Is.EqualTo(new[] { .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, double.PositiveInfinity }));
        Assert.That(Bounds(metrics, "etl_stage_duration_seconds"),
            Is.EqualTo(new[] { .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, double.PositiveInfinity }));
        Assert.That(
            metrics.Samples.Where(sample => sample.Name == "etl_stage_duration_seconds_count")
                .Select(sample => sample.Labels["stage"]).Order(),
            Is.EqualTo(new[] { "claim", "commit", "extract", "load" }));
        // The Fake Store's answers hold 20 products, 10 customers and 7 carts.
        foreach (var (entity, rows) in new[] { ("products", 20), ("customers", 10), ("carts", 7) })
            Assert.That(metrics.Value("etl_rows_loaded_total", ("entity", entity), ("operation", "inserted")), Is.EqualTo(rows));
        Assert.That(metrics.Value("etl_run_last_outcome", ("outcome", "failed")), Is.EqualTo(1));
        Assert.That(metrics.Value("etl_run_last_outcome", ("outcome", "succeeded")), Is.Zero);
        Assert.That(metrics.Value("etl_runs_total", ("trigger", "schedule"), ("error_code", "source_error"), ("outcome", "failed")),
            Is.Positive);
        foreach (var prefix in new[] { "dotnet_", "http_client_", "quartz_" })
            Assert.That(metrics.Types.Keys, Has.Some.StartWith(prefix), "the meters that come for free");
    }

    [Test]
    public async Task A_restart_keeps_what_the_ledger_knows()
    {
        // A cart that cannot be read, and one with a product that the shop has never listed.
        _test.Shop.Carts.Add(new JsonObject { ["id"] = 98, ["userId"] = 1, ["date"] = "soon", ["products"] = new JsonArray() });
        _test.Shop.AddCart(99, "2026-01-01", (999, 1));
        await using (var first = _test.Serve())
        {
            await _test.GoodAndFailedAsync(first);
            Assert.That((await first.EndAsync()).Code, Is.Zero, first.Log);
        }
        var asked = _test.Shop.Hold();
        await using var second = _test.Serve(("Stores__0__Cron", WorkerBundle.Yearly));
        await second.ReadyAsync();
        await asked;

        var metrics = new PrometheusText((await second.GetAsync("/metrics")).Body);

        var (success, completion, outcome, newest) = await LedgerKnowsAsync();
        Assert.That(metrics.Value("etl_run_last_success_timestamp_seconds"), Is.EqualTo(success).Within(.001));
        Assert.That(metrics.Value("etl_run_last_completion_timestamp_seconds"), Is.EqualTo(completion).Within(.001));
        Assert.That(metrics.Value("etl_run_last_outcome", ("outcome", outcome)), Is.EqualTo(1));
        Assert.That(metrics.Value("etl_data_newest_event_timestamp_seconds"), Is.EqualTo(newest).Within(.001));
        Assert.That(metrics.Value("etl_schedule_next_fire_timestamp_seconds"), Is.GreaterThan(completion));
        Assert.That(metrics.Value("etl_schedule_last_due_timestamp_seconds"), Is.LessThan(completion).And.Positive);
        Assert.That(metrics.Value("etl_quarantine_records", ("entity", "carts")), Is.EqualTo(1));
        Assert.That(metrics.Value("etl_lines_unpriced"), Is.EqualTo(1));
        Assert.That(metrics.Value("etl_run_in_progress"), Is.EqualTo(1));
        Assert.That(metrics.Value("etl_runs_total", ("trigger", "startup"), ("outcome", "succeeded")), Is.Zero,
            "a counter begins anew, at 0");
    }

    [Test]
    public async Task A_store_that_was_never_due_shows_no_due_time_that_a_success_could_be_missing_for()
    {
        await using var worker = _test.Serve(("Stores__0__Cron", "0 0 0 1 1 ? 2099"));
        await worker.ReadyAsync();

        var metrics = new PrometheusText((await worker.GetAsync("/metrics")).Body);

        Assert.That(metrics.Samples.Select(sample => sample.Name), Does.Not.Contain("etl_schedule_last_due_timestamp_seconds"));
        Assert.That(metrics.Value("etl_schedule_next_fire_timestamp_seconds"), Is.EqualTo(4_070_908_800), "the first second of 2099");
    }

    private static IEnumerable<double> Bounds(PrometheusText metrics, string name) => metrics.Samples
        .Where(sample => sample.Name == name + "_bucket")
        .Select(sample => sample.Labels["le"] == "+Inf" ? double.PositiveInfinity
        : double.Parse(sample.Labels["le"], CultureInfo.InvariantCulture))
        .Distinct();

    private async Task<(double Success, double Completion, string Outcome, double Newest)> LedgerKnowsAsync()
    {
        var row = (await _test.RowsAsync("""
            SELECT extract(epoch FROM max(finished_at) FILTER (WHERE outcome = 'succeeded'))::text, extract(epoch
              FROM max(finished_at))::text,
              (SELECT outcome FROM etl_runs WHERE finished_at IS NOT NULL ORDER BY run_id DESC LIMIT 1),
              (SELECT extract(epoch FROM max(placed_at))::text FROM carts)
            FROM etl_runs
            """)).Single().Split('|');
        return (Number(row[0]), Number(row[1]), row[2], Number(row[3]));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
