using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>
/// The metrics library drops label sets beyond a limit for each metric, and shows one series <c>otel_metric_overflow</c> in their place.
/// Meters are known to the whole process, so that no other worker may live in it meanwhile.
/// </summary>
[NonParallelizable]
internal sealed class ManyStoresTests
{
    private const int Stores = 200;

    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly HttpStatusCode[] Statuses =
        [.. Enumerable.Range(0, 20).Select(n => (HttpStatusCode)(n < 10 ? 400 + n : 490 + n))];

    [Test]
    [Fault("hundreds of stores")]
    public async Task All_series_of_two_hundred_stores_are_shown_whatever_happens_to_them()
    {
        await using var worker = Worker();
        await worker.StartAsync();
        var metrics = worker.Services.GetRequiredService<EtlMetrics>();
        string[] stores = [.. Enumerable.Range(0, Stores).Select(Name)];
        foreach (var store in stores)
            EverythingHappens(metrics, store);
        await AskShopsAsync();

        using var client = new HttpClient();
        var text = await client.GetStringAsync(worker.Urls.Single() + "/metrics");

        Assert.That(
            text.Split('\n').Where(line => line.Contains("overflow", StringComparison.Ordinal)).Select(line => line.Split('{')[0])
                .Distinct(), Is.Empty);
        var samples = new PrometheusText(text).Samples.Where(sample => sample.Labels.ContainsKey("store"))
            .ToLookup(sample => sample.Labels["store"]);
        var expected = Series(samples[stores[0]]);
        Assert.That(expected.Select(one => one.Split(' ')[0]),
            Is.SupersetOf(new[] { "etl_runs_total", "etl_rows_rejected_total", "etl_stage_duration_seconds_count" }));
        Assert.That(expected.Count(one => one.StartsWith("etl_runs_total ", StringComparison.Ordinal)),
            Is.EqualTo(Triggers.Length * Endings().Count()));
        foreach (var store in stores)
            Assert.That(Series(samples[store]), Is.EqualTo(expected), store);
    }

    [Test]
    public async Task A_shop_that_answers_from_ever_new_addresses_is_one_series_of_each_state()
    {
        await using var worker = Worker();
        await worker.StartAsync();
        await using var shop = await ShopAtAllAddressesAsync();
        var port = new Uri(shop.Urls.Single()).Port;
        foreach (var machine in Enumerable.Range(1, 5))
        {
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Parse($"127.0.1.{machine}"), port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var visitor = new HttpClient(handler);
            (await visitor.GetAsync("http://cdn.shop.example/200")).Dispose();
        }

        using var client = new HttpClient();
        var metrics = new PrometheusText(await client.GetStringAsync(worker.Urls.Single() + "/metrics"));

        var connections = metrics.Samples.Where(sample => sample.Labels.GetValueOrDefault("server_address") == "cdn.shop.example").ToList();
        Assert.That(connections.Select(sample => sample.Name), Does.Contain("http_client_open_connections")
            .And.Contain("http_client_connection_duration_seconds_count"));
        Assert.That(connections.Where(sample => sample.Labels.ContainsKey("network_peer_address")).Select(sample => sample.Name)
            .Distinct(), Is.Empty);
        Assert.That(connections.Count(sample => sample.Name == "http_client_open_connections"), Is.LessThanOrEqualTo(2));
    }

    private static string Name(int number) => $"shop{number}";

    private static List<string> Series(IEnumerable<Sample> samples) =>
        [.. samples.Select(
            sample => $"{sample.Name} {string.Join(' ', sample.Labels.Remove("store").Select(label => $"{label.Key}={label.Value}"))}")
            .Order(StringComparer.Ordinal)];

    /// <summary>What asks for the runs of a worker that serves.</summary>
    private static RunTrigger[] Triggers => [RunTrigger.Schedule, RunTrigger.Startup, RunTrigger.Fill];

    /// <summary>Every way in which a run can end.</summary>
    private static IEnumerable<(RunOutcome Outcome, EtlException? Error)> Endings() =>
    [
        (RunOutcome.Succeeded, null), (RunOutcome.Skipped, null),
        (RunOutcome.Cancelled, new EtlException(ErrorCode.Cancelled, "told to stop")),
        .. from code in Enum.GetValues<ErrorCode>()
           where code != ErrorCode.Cancelled
           select (RunOutcome.Failed, (EtlException?)new EtlException(code, "as it happens")),
    ];

    private static void EverythingHappens(EtlMetrics metrics, string store)
    {
        var second = TimeSpan.FromSeconds(1);
        metrics.Gauges.Scheduled(store, Noon, Noon);
        metrics.Misfired(store, 1);
        foreach (var (outcome, error) in Endings())
            foreach (var trigger in Triggers)
                metrics.Ended(new RunSummary(
                    store, trigger, 1, outcome, Noon, second, new PhaseTimes(second, second, second, second))
                {
                    Error = error,
                    Entities =
                    [
                        .. Enum.GetValues<Entity>().Select(entity => new EntityCounts(entity)
                        {
                            Drift = ["+new"],
                            RejectedByReason = Enum.GetValues<RejectionReason>().ToImmutableDictionary(reason => reason, _ => 1L),
                        }),
                    ],
                });
        metrics.Gauges.Reconciled(store, new CartSums(1, 1, new Money(1)));
        foreach (var entity in Enum.GetValues<Entity>())
            foreach (
                var reason in (string[])["time_out", "connection", "broken_body", .. Statuses.Select(status => $"status_{(int)status}")])
                metrics.Retried(new RetryNotice(store, entity, 1, reason, second));
    }

    /// <summary>A shop at 200 addresses, which all lead to this machine, answers each with every status.</summary>
    private static async Task AskShopsAsync()
    {
        await using var shop = await ShopAtAllAddressesAsync();
        var port = new Uri(shop.Urls.Single()).Port;
        using var client = new HttpClient();
        foreach (var host in Enumerable.Range(1, Stores))
            foreach (var status in Statuses)
                using (await client.GetAsync($"http://127.0.0.{host}:{port}/{(int)status}"))
                {
                }
    }

    /// <summary>A shop that answers at each address of this machine with the status that is asked for.</summary>
    private static async Task<WebApplication> ShopAtAllAddressesAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://0.0.0.0:0");
        var shop = builder.Build();
        shop.Run(context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        await shop.StartAsync();
        return shop;
    }

    /// <summary>A whole worker that waits for its database for ever: its endpoints answer meanwhile.</summary>
    private static WebApplication Worker()
    {
        var settings = new WorkerSettings
        {
            Database = new DatabaseOptions { ConnectionString = "Host=127.0.0.1;Port=1" },
            Stores = [.. Enumerable.Range(0, Stores).Select(number => new StoreOptions { Name = Name(number) })],
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ASPNETCORE_URLS", "http://127.0.0.1:0")]).Build();
        return ServeCommand.Build(configuration, settings, new WorkerState(), TimeProvider.System);
    }
}
