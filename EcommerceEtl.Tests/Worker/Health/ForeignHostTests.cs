using System.Net;
using EcommerceEtl.Worker.Health;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>A web page that points a name of its own at the worker's address (DNS rebinding) must read nothing.</summary>
internal sealed class ForeignHostTests
{
    [TestCase("127.0.0.1")]
    [TestCase("10.11.12.13")]
    [TestCase("[::1]")]
    [TestCase("[fe80::1]")]
    [TestCase("localhost")]
    [TestCase("LocalHost.")]
    [TestCase("etl.localhost")]
    [TestCase("etl")]
    [TestCase("WORKER.example")]
    [TestCase("listens.example")]
    [TestCase("", Description = "No browser leaves it out.")]
    public void An_address_a_loopback_name_and_an_allowed_name_are_answered(string host) => Assert.That(Filter().Answers(host), Is.True);

    [Test]
    public void The_name_of_the_machine_is_answered() => Assert.That(Filter().Answers(Dns.GetHostName()), Is.True);

    [TestCase("attacker.example")]
    [TestCase("etl.attacker.example")]
    [TestCase("worker.example.attacker.example")]
    [TestCase("localhost.attacker.example")]
    [TestCase("127.0.0.1.attacker.example")]
    [TestCase("attackerlocalhost")]
    [TestCase("example")]
    public void A_name_that_anybody_may_point_here_is_not_answered(string host) => Assert.That(Filter().Answers(host), Is.False);

    [Test]
    [Fault("web page under a name of its own (DNS rebinding)")]
    public async Task A_page_that_names_its_own_host_reads_no_endpoint_and_a_named_worker_is_still_scraped()
    {
        await using var test = new WorkerBundle();
        await using var worker = test.Serve(("AllowedHosts", "etl; worker.example"), ("Stores__0__Cron", WorkerBundle.Yearly));
        await worker.ReadyAsync();
        using var client = new HttpClient { BaseAddress = worker.Url };
        foreach (var path in new[] { "/metrics", "/health/live", "/health/ready", "/", "/none" })
        {
            var (status, body) = await AskAsync(client, path, $"attacker.example:{worker.Url.Port}");
            Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), path);
            Assert.That(body, Does.Contain("AllowedHosts").And.Not.Contain("attacker").And.Not.Contain("etl_")
                .And.Not.Contain("ealthy"), path);
        }
        foreach (var host in new[] { "etl", "worker.example:8080", "localhost", "192.0.2.1:9999", "[2001:db8::1]:80", Dns.GetHostName() })
        {
            var (status, body) = await AskAsync(client, "/metrics", host);
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), host);
            Assert.That(body, Does.Contain("etl_build_info"), host);
        }
        Assert.That(worker.Log.Split('\n').Count(line => line.Contains("attacker.example", StringComparison.Ordinal)), Is.EqualTo(1),
            "it is logged once");
    }

    private static HostFilter Filter() => new(["etl", "worker.example", "listens.example"], NullLogger<HostFilter>.Instance);

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
