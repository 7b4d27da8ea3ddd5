using System.Collections.Immutable;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>The real pipeline on a shop, a database and a landing zone of one test's own, with a clock that the test sets.</summary>
public sealed class PipelineBundle : IAsyncDisposable
{
    private readonly DirectoryInfo _landing = Directory.CreateTempSubdirectory("landing-");
    private readonly ShopDouble? _own;

    /// <summary>Empty database and empty landing zone. It waits for their start, since the field of a test class cannot.</summary>
    /// <param name="shop">A shop that the caller keeps; null for one with the Fake Store's answers that ends with the bundle.</param>
    /// <param name="server">Where the database is made; null for the test run's one server.</param>
    public PipelineBundle(ShopDouble? shop = null, TestServer? server = null)
    {
        Shop = shop ?? (_own = ShopDouble.FakeStoreAsync().GetAwaiter().GetResult());
        Database = TestDatabase.CreateAsync(server).GetAwaiter().GetResult();
        Settings = new WorkerSettings
        {
            Database = new DatabaseOptions { ConnectionString = Database.ConnectionString },
            Stores = [new StoreOptions { Name = "fakestore", BaseUrl = Shop.Url }],
            Landing = new LandingOptions { Path = LandingPath },
            Http = new HttpOptions { RetryBaseDelay = TimeSpan.FromMilliseconds(1), Retries = 1, RequestsPerSecond = 1000 },
        };
    }

    public TestDatabase Database { get; private set; }

    public ShopDouble Shop { get; }

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public WorkerSettings Settings { get; set; }

    /// <summary>The first store; setting it leaves no other.</summary>
    public StoreOptions Store
    {
        get => Settings.Stores[0];
        set => Settings = Settings with { Stores = [value] };
    }

    public string LandingPath => _landing.FullName;

    /// <summary>What the runs logged.</summary>
    internal LoggedLines Log { get; } = new();

    /// <summary>Kinds of shops beside the product's own.</summary>
    public ImmutableDictionary<string, SourceBuilder> MoreKinds { get; set; } = ImmutableDictionary<string, SourceBuilder>.Empty;

    /// <summary>One element in 2^bits ends a chunk: with few bits a small shop has many chunks.</summary>
    public int ChunkBits { get; init; } = ChunkEnd.Bits;

    /// <summary>Replaces the database by a fresh one; the landing zone stays.</summary>
    public async Task ReplaceDatabaseAsync() => await ReplaceDatabaseAsync(await TestDatabase.CreateAsync());

    /// <summary>Replaces the database by another; the landing zone stays.</summary>
    public async Task ReplaceDatabaseAsync(TestDatabase other)
    {
        await Database.DisposeAsync();
        Database = other;
        ConnectBy(Database.ConnectionString);
    }

    /// <summary>Lets the runs reach the database in another way.</summary>
    public void ConnectBy(string connectionString) =>
        Settings = Settings with { Database = Settings.Database with { ConnectionString = connectionString } };

    /// <summary>One run of the first store, a minute after the one before.</summary>
    public async Task<RunSummary> RunAsync(
        Func<RunRequest, RunRequest>? adjust = null, Action<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Clock.Now += TimeSpan.FromMinutes(1);
        await using var services = Services();
        var request = new RunRequest(Settings.Stores[0], RunTrigger.Manual);
        return await services.GetRequiredService<EtlRun>().ExecuteAsync(adjust?.Invoke(request) ?? request, progress, cancellationToken);
    }

    /// <summary>What a process of the worker is made of, with these settings and this clock; the caller disposes it.</summary>
    public ServiceProvider Services() => new ServiceCollection()
        .AddLogging(logging => logging.ClearProviders().AddProvider(Log))
        .AddWorker(Settings)
        .AddSingleton<TimeProvider>(Clock)
        .AddSingleton(new LandingZone(LandingPath, Clock) { ChunkBits = ChunkBits })
        .AddSingleton(provider => new SourceFactory(
            provider.GetRequiredService<IHttpClientFactory>(), Settings.Http, Clock, provider.GetRequiredService<ILogger<SourceFactory>>(),
            ShopKinds.All.AddRange(MoreKinds)))
        .BuildServiceProvider();

    /// <summary>What <c>serve</c> runs the slots of a schedule with; the caller disposes it.</summary>
    internal ServiceProvider ScheduleServices(ILoggerProvider log) => new ServiceCollection()
        .AddLogging(logging => logging.ClearProviders().AddProvider(log))
        .AddWorker(Settings)
        .AddSingleton<TimeProvider>(Clock)
        .AddSingleton<EtlMetrics>()
        .AddSingleton<DatabaseReach>()
        .AddSingleton<SlotRunner>()
        .BuildServiceProvider();

    /// <summary>First store, database, landing zone and rules as environment variables of a process.</summary>
    public Dictionary<string, string?> Variables() => new()
    {
        ["ConnectionStrings__Warehouse"] = Database.ConnectionString,
        ["Stores__0__Name"] = Settings.Stores[0].Name,
        ["Stores__0__BaseUrl"] = Settings.Stores[0].BaseUrl,
        ["Stores__0__TimeZone"] = Settings.Stores[0].TimeZone,
        ["Landing__Path"] = LandingPath,
        ["Http__Retries"] = "1",
        ["Http__RetryBaseDelay"] = "00:00:00.0010000",
        ["Http__RequestsPerSecond"] = "1000",
        ["Funnel__Seed"] = Settings.Funnel.Seed,
        ["Funnel__AddToCartRate"] = Settings.Funnel.AddToCartRate.ToString(CultureInfo.InvariantCulture),
        ["Funnel__PurchaseRate"] = Settings.Funnel.PurchaseRate.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A run that must succeed.</summary>
    public async Task<RunSummary> SucceedAsync(Func<RunRequest, RunRequest>? adjust = null)
    {
        var summary = await RunAsync(adjust);
        Assert.That(summary.Outcome, Is.EqualTo(RunOutcome.Succeeded), summary.Error?.ToString());
        return summary;
    }

    /// <summary>A run that must succeed; true if it loaded anything.</summary>
    public async Task<bool> LoadsAsync()
    {
        var loads = false;
        var run = await RunAsync(progress: at => loads |= at.Stage == RunStage.Load);
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Succeeded), run.Error?.ToString());
        return loads;
    }

    /// <summary>A run that must fail with a code and change no row.</summary>
    public async Task<string> FailAsync(ErrorCode code, Func<RunRequest, RunRequest>? adjust = null)
    {
        var before = await Database.ChecksumAsync();
        var run = await RunAsync(adjust);
        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)code)), run.Error?.ToString());
        Assert.That(await Database.ChecksumAsync(), Is.EqualTo(before), "a failed run changed a row");
        await GivesAsync($"SELECT outcome, error_code FROM etl_runs WHERE run_id = {run.RunId}", [$"failed|{SnakeCase.Of(code)}"]);
        return run.Error!.Message;
    }

    public Task<string[]> RowsAsync(string sql) => Database.RowsAsync(sql);

    public Task GivesAsync(string sql, string[] rows, string? because = null) => Database.GivesAsync(sql, rows, because);

    /// <summary>Landed chunk files, relative to the landing zone, sorted.</summary>
    public string[] Chunks() =>
        [.. _landing.GetFiles("*.ndjson.gz", SearchOption.AllDirectories)
            .Select(file => $"{file.Name} {file.LastWriteTimeUtc.Ticks}").Order()];

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _landing.Delete(recursive: true);
        if (_own is not null)
            await _own.DisposeAsync();
    }
}
