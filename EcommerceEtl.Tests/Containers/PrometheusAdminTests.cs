using System.Net;
using EcommerceEtl.Tests.Worker.Telemetry;

namespace EcommerceEtl.Tests.Containers;

/// <summary>Whoever reaches Prometheus reads its metrics, and can neither delete, add nor stop anything.</summary>
internal sealed class PrometheusAdminTests
{
    private static readonly ComposeService Prometheus = ComposeFile.Read().Services["prometheus"];

    [Test]
    public void Nothing_that_changes_is_switched_on()
    {
        var arguments = Prometheus.Items("command");
        Assert.That(arguments, Is.Not.Empty);
        Assert.That(arguments.Where(argument => argument.Contains("enable", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Prometheus.Has("entrypoint"), Is.False);
    }

    [Test]
    public async Task With_the_arguments_of_the_container_no_request_changes_anything()
    {
        var program = PrometheusProcess.Program;
        string[] arguments = [.. Prometheus.Items("command").Where(argument =>
            !argument.StartsWith("--config.file=", StringComparison.Ordinal)
                && !argument.StartsWith("--storage.tsdb.path=", StringComparison.Ordinal))];
        await using var server = PrometheusProcess.Start(program, new Uri("http://127.0.0.1:1"), more: arguments);
        await ChildProcess.PollAsync(async () => await server.QueryAsync("vector(1)") == 1, () => "Prometheus does not answer.");

        foreach (var path in new[]
        {
            "/api/v1/admin/tsdb/delete_series?match[]=up", "/api/v1/admin/tsdb/clean_tombstones", "/api/v1/admin/tsdb/snapshot",
            "/api/v1/write", "/api/v1/otlp/v1/metrics", "/-/reload", "/-/quit",
        })
            Assert.That(await server.PostAsync(path), Is.GreaterThanOrEqualTo(HttpStatusCode.BadRequest), path);
        Assert.That(await server.QueryAsync("vector(1)"), Is.EqualTo(1), "it was not told to end");
    }
}
