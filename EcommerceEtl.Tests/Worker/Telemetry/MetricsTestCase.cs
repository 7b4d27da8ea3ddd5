namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>Tests of what a worker shows after one good and then failed runs.</summary>
internal abstract class MetricsTestCase : ServeTestCase
{
    /// <summary>The metrics after a good run and then a failed one.</summary>
    protected async Task<string> GoodAndFailedAsync(ServeProcess worker)
    {
        await RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded'", worker);
        Shop.AnswerWith(404);
        return (await worker.UntilAsync(
            "/metrics",
            answer => new PrometheusText(answer.Body) is var metrics && metrics.Value("etl_run_last_outcome", ("outcome", "failed")) == 1
                // The gauge comes from the ledger, the counter a moment later from the run.
                && metrics.Value("etl_runs_total", ("trigger", "schedule"), ("outcome", "failed"), ("error_code", "source_error")) > 0))
                    .Body;
    }
}
