using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Checks;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Extracts from a server of the test into a landing zone of its own, with waits that are noted and not slept.</summary>
internal sealed class ExtractBundle : IDisposable, IAsyncDisposable
{
    public static readonly DateTime TakenAt = new(2026, 3, 1, 12, 0, 0, 123, DateTimeKind.Utc);

    /// <summary>How elements of a snapshot of that time are mapped in a store whose days are those of UTC.</summary>
    public static readonly MappingContext Mapping = new(TakenAt, TimeZoneInfo.Utc);

    private readonly ServiceProvider _services;
    private readonly SourceFactory _factory;

    public ExtractBundle(string url, HttpOptions? http = null, StoreOptions? store = null, RetryDelay? delay = null, string? proxy = null,
        SourceBuilder? kind = null)
    {
        var services = new ServiceCollection().AddShopHttp();
        if (proxy is not null)
            services.AddHttpClient(ShopHttp.ClientName)
                .ConfigurePrimaryHttpMessageHandler((handler, _) => ((SocketsHttpHandler)handler).Proxy = new WebProxy(proxy));
        _services = services.BuildServiceProvider();
        Store = (store ?? new StoreOptions()).Completed(null, null) with { BaseUrl = url };
        Http = http ?? new HttpOptions { RetryBaseDelay = TimeSpan.FromMilliseconds(1), RequestsPerSecond = 1000 };
        Landing = new LandingZone(Folder, Clock);
        _factory = new SourceFactory(
            _services.GetRequiredService<IHttpClientFactory>(), Http, Clock, NullLogger<SourceFactory>.Instance,
            ShopKinds.All.Add("TextShop", (_, client) => new TextShop(client))
                .SetItem(Store.Kind, kind ?? ShopKinds.All.GetValueOrDefault(Store.Kind, (_, client) => new TextShop(client))))
        {
            Delay = delay ?? ((wait, ct) =>
            {
                ct.ThrowIfCancellationRequested();
                Delays.Add(wait);
                return Task.CompletedTask;
            }),
        };
        _factory.Retrying += Notices.Add;
        Source = _factory.Create(Store);
    }

    /// <summary>The shop that ends with the bundle (<see cref="ScriptedShop.Extract"/>).</summary>
    public ScriptedShop Shop { get; init; } = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(TakenAt));

    public string Folder { get; } = Directory.CreateTempSubdirectory("landing-").FullName;

    public LandingZone Landing { get; }

    public StoreOptions Store { get; }

    public HttpOptions Http { get; }

    public IShopSource Source { get; }

    public List<TimeSpan> Delays { get; } = [];

    public List<RetryNotice> Notices { get; } = [];

    /// <summary>Chunk files written by the latest snapshot.</summary>
    public int ChunksWritten { get; private set; }

    /// <summary>Another source of the store, as each run has its own.</summary>
    public IShopSource NewSource() => _factory.Create(Store);

    /// <summary>Extracts some entities and saves the manifest.</summary>
    public async Task<Snapshot> RunAsync(long runId, CancellationToken ct, params Entity[] entities)
    {
        // Not so old that using them again would make them young.
        var before = TakenAt.AddMinutes(-1);
        foreach (var chunk in Files("*.gz"))
            File.SetLastWriteTimeUtc(chunk, before);
        await using var writer = Landing.Begin(new SnapshotIdentity(
            Store.Name, Source.Kind.Name, Store.Address(), Store.Currency, TakenAt.AddMinutes(runId), runId, null));
        foreach (var entity in entities)
            await PageLanding.LandAsync(Source, new Ask(entity), writer, ct);
        var snapshot = writer.Complete();
        ChunksWritten = Files("*.gz").Count(chunk => File.GetLastWriteTimeUtc(chunk) != before);
        await Landing.SaveManifestAsync(snapshot, ct);
        return snapshot;
    }

    /// <summary>Lands the answer to one question; its elements, as texts.</summary>
    public async Task<ImmutableArray<string>> LandAsync(Ask ask)
    {
        await using var writer = Landing.Begin(
            new SnapshotIdentity(Store.Name, Source.Kind.Name, Store.Address(), Store.Currency, TakenAt, 1, null));
        await PageLanding.LandAsync(Source, ask, writer, CancellationToken.None);
        return await ElementsAsync(writer.Complete(), ask.Entity);
    }

    /// <summary>What <c>check</c> finds at the shop.</summary>
    public async Task<ImmutableArray<CheckResult>> CheckAsync()
    {
        var findings = ImmutableArray.CreateBuilder<CheckResult>();
        var settings = new WorkerSettings { Http = Http, Landing = new LandingOptions { Path = Folder } };
        await new SourceCheck(settings, _factory, Clock).RunAsync(Store, findings.Add, CancellationToken.None);
        return findings.ToImmutable();
    }

    public Task<Snapshot> RunAsync(params Entity[] entities) => RunAsync(1, CancellationToken.None, entities);

    /// <summary>An extract that must fail.</summary>
    /// <param name="entity">What is extracted.</param>
    /// <param name="code">The error code.</param>
    /// <param name="transient">Whether it may pass by itself; null where that does not matter.</param>
    public async Task<EtlException> FailsAsync(Entity entity, ErrorCode code, bool? transient = null)
    {
        var error = await Failures.OfAsync(() => RunAsync(entity));
        Assert.That((error.Code, error.Transient), Is.EqualTo((code, transient ?? error.Transient)), error.Message);
        return error;
    }

    /// <summary>The landed elements of an entity, as texts.</summary>
    public async Task<ImmutableArray<string>> ElementsAsync(Snapshot snapshot, Entity entity)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        await foreach (var chunk in Landing.ReadChunksAsync(snapshot, entity, CancellationToken.None))
            foreach (var element in new NdjsonLines(chunk))
                lines.Add(System.Text.Encoding.UTF8.GetString(element.Span));
        return lines.ToImmutable();
    }

    /// <summary>Every byte in the landing zone, compressed files unpacked, as one Latin-1 text to search.</summary>
    public string EverythingLanded()
    {
        var all = new MemoryStream();
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenRead(path);
            all.Write(System.Text.Encoding.UTF8.GetBytes(path));
            if (path.EndsWith(".gz", StringComparison.Ordinal))
                new GZipStream(file, CompressionMode.Decompress).CopyTo(all);
            else
                file.CopyTo(all);
        }
        return System.Text.Encoding.Latin1.GetString(all.ToArray());
    }

    public string[] Files(string pattern) => Directory.GetFiles(Folder, pattern, SearchOption.AllDirectories);

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await Shop.DisposeAsync();
    }

    public void Dispose()
    {
        _factory.Dispose();
        _services.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
