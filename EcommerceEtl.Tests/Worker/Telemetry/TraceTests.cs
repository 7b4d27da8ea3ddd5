using System.Collections.Concurrent;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>Traces go to the collector that the standard's own variable names.</summary>
internal sealed class TraceTests
{
    [Test]
    public async Task A_run_sends_a_span_of_its_own_and_one_for_each_phase_to_the_collector()
    {
        await using var test = new WorkerBundle();
        ConcurrentQueue<string> received = [];
        await using var collector = await ShopDouble.StartAsync();
        collector.Instead = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue($"{context.Request.Path} {System.Text.Encoding.Latin1.GetString(body.ToArray())}");
        };
        await using var worker = test.Serve(
            ("Stores__0__Cron", WorkerBundle.Yearly), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        await test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded'", worker);
        // What has not been sent yet is sent at the end.
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);

        var all = string.Concat(received);
        Assert.That(received, Has.All.StartsWith("/v1/traces "), worker.Log);
        // A name stands in the bytes as field 5 of a span: its tag, its length, its text.
        foreach (var span in new[] { "run", "claim", "extract", "load", "commit" })
            Assert.That(all, Does.Contain($"\x2a{(char)span.Length}{span}"), span);
        Assert.That(all, Does.Contain("fakestore").And.Contain("ecommerce-etl"));
    }
}
