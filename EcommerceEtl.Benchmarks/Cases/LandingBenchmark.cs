using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using EcommerceEtl.Benchmarks.Shop;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Lands each answer of a shop again and again. The files are there from the first time on, so that what is measured is the
/// reading and filtering of elements, not the compression.</summary>
internal sealed class LandingBenchmark(int carts, int repeat, Action<string> say)
{
    private static readonly DateTime TakenAt = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Measures all entities.</summary>
    /// <returns>A line for each entity, then one for the memory.</returns>
    public async IAsyncEnumerable<string> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = new ShopFiles(carts, seed: 1).Ensure(say);
        var landed = Directory.CreateTempSubdirectory("landing-benchmark-");
        try
        {
            var services = new ServiceCollection().AddShopHttp();
            using var answers = new AnswersInMemory(folder);
            services.AddHttpClient(ShopHttp.ClientName).ConfigurePrimaryHttpMessageHandler(() => answers);
            await using var provider = services.BuildServiceProvider();
            using var factory = new SourceFactory(
                provider.GetRequiredService<IHttpClientFactory>(), new HttpOptions { RequestsPerSecond = 1_000 }, TimeProvider.System,
                NullLogger<SourceFactory>.Instance, ShopKinds.All);
            var store = new StoreOptions { BaseUrl = "http://shop.example" };
            var source = factory.Create(store);
            var landing = new LandingZone(landed.FullName, TimeProvider.System);
            foreach (var entity in Entities.All)
            {
                List<(TimeSpan Wall, TimeSpan Processor)> times = [];
                long bytes = 0;
                // The first time is for the compiler and the files.
                for (var time = 0; time <= repeat; time++)
                {
                    await using var writer = landing.Begin(new SnapshotIdentity(
                        store.Name, source.Kind.Name, store.Address(), store.Currency, TakenAt, time + 1, null));
                    var (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                    await PageLanding.LandAsync(source, new Ask(entity), writer, cancellationToken);
                    if (time > 0)
                        times.Add((Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor));
                    bytes = answers.Length(entity);
                }
                var (wall, used) = (Median(times.Select(each => each.Wall)), Median(times.Select(each => each.Processor)));
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{SnakeCase.Of(entity),-10} {bytes / 1e6,8:0.0} MB {wall,8:0.0} ms wall {used,8:0.0} ms processor");
            }
            using var self = Process.GetCurrentProcess();
            var peak = self.PeakWorkingSet64 / 1048576.0;
            yield return string.Create(CultureInfo.InvariantCulture, $"peak memory {peak:0.0} MiB, the answers included");
        }
        finally
        {
            landed.Delete(recursive: true);
        }
    }

    private static double Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2].TotalMilliseconds;
    }

    /// <summary>Answers each address with a file that is held in memory.</summary>
    private sealed class AnswersInMemory(string folder) : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> _bodies = new[] { "products", "carts", "users" }
            .ToDictionary(name => name, name => File.ReadAllBytes(ShopFiles.Path(folder, ShopState.Base, name)));

        public long Length(Entity entity) => _bodies[entity == Entity.Customers ? "users" : SnakeCase.Of(entity)].Length;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(new MemoryStream(_bodies[request.RequestUri!.Segments[^1]]));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
