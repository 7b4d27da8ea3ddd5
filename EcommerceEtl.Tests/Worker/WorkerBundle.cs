using EcommerceEtl.Tests.Worker.Telemetry;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Worker;

/// <summary>The worker's commands, <c>serve</c> among them, on a shop, a database and a landing zone of one test's own.</summary>
internal sealed class WorkerBundle : IAsyncDisposable
{
    /// <summary>A due time every second.</summary>
    public const string EverySecond = "* * * * * ?";

    /// <summary>Due times that do not come in a test's life: what runs is the catch-up alone.</summary>
    public const string Yearly = "0 0 0 1 1 ?";

    private readonly DirectoryInfo _landing = Directory.CreateTempSubdirectory("landing-");

    /// <summary>A shop with the Fake Store's answers and an empty database. It waits for their start, since the field of a test class
    /// cannot.</summary>
    public WorkerBundle()
    {
        Shop = ShopDouble.FakeStoreAsync().GetAwaiter().GetResult();
        Database = TestDatabase.CreateAsync().GetAwaiter().GetResult();
        Settings = new()
        {
            ["Stores__0__Name"] = "fakestore",
            ["Stores__0__BaseUrl"] = Shop.Url,
            ["Landing__Path"] = LandingPath,
            ["Http__RetryBaseDelay"] = "00:00:00.010",
            ["Http__Retries"] = "1",
            ["ConnectionStrings__Warehouse"] = Database.ConnectionString,
            // Its standard port is one for all tests.
            ["Web__Enabled"] = "false",
        };
    }

    public ShopDouble Shop { get; }

    public TestDatabase Database { get; private set; }

    /// <summary>Settings of the process, as environment variables.</summary>
    public Dictionary<string, string?> Settings { get; }

    public string LandingPath => _landing.FullName;

    /// <summary>Files and folders of the landing zone, sorted.</summary>
    public string[] Landed() => [.. Directory.GetFileSystemEntries(LandingPath, "*", SearchOption.AllDirectories).Order()];

    public Task<string[]> RowsAsync(string sql) => Database.RowsAsync(sql);

    public Task GivesAsync(string sql, string[] rows, string? because = null) => Database.GivesAsync(sql, rows, because);

    /// <summary>Puts another database in the place of the one before.</summary>
    public async Task UseAsync(TestDatabase database)
    {
        await Database.DisposeAsync();
        Database = database;
        Settings["ConnectionStrings__Warehouse"] = database.ConnectionString;
    }

    /// <summary>A run that must succeed, within this process: for what stands before the command under test.</summary>
    public async Task BeforehandAsync(bool acceptShrink = false)
    {
        var settings = SettingsReader.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(Settings.Select(
                pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)))
                .Build(),
            ["FakeStore"]);
        await using var services = new ServiceCollection().AddLogging().AddWorker(settings).BuildServiceProvider();
        var run = await services.GetRequiredService<EtlRun>().ExecuteAsync(
            new RunRequest(settings.Stores[0], RunTrigger.Manual) { AcceptShrink = acceptShrink }, null, CancellationToken.None);
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Succeeded), run.Error?.ToString());
    }

    public ChildProcess Start(params string[] args) => ChildProcess.Start(WorkerProgram.Call(args), Settings);

    /// <summary>Runs a command to its end.</summary>
    public Task<WorkerExit> RunAsync(params string[] args) => HostedCommand.RunAsync(Settings, args);

    /// <summary>Runs a command as a process of its own, where that is what is tested.</summary>
    public Task<WorkerExit> ProcessAsync(params string[] args) => ChildProcess.RunAsync(WorkerProgram.Call(args), Settings);

    /// <summary>Runs a command that must end well.</summary>
    public Task<WorkerExit> DoneAsync(params string[] args) => EndsAsync(0, args);

    /// <summary>Runs a command that must end with a code, and without a stack trace.</summary>
    public async Task<WorkerExit> EndsAsync(int code, params string[] args)
    {
        var exit = await RunAsync(args);
        Assert.That(exit.Code, Is.EqualTo(code), exit.Everything);
        exit.ShowsNoStackTrace();
        return exit;
    }

    /// <summary>Starts <c>serve</c> as a process with a port of its own; further settings win over the test's own, and those over a due
    /// time every second and short waits.</summary>
    public ServeProcess Serve(params (string Key, string Value)[] more)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Stores__0__Cron"] = EverySecond,
            ["Http__RequestsPerSecond"] = "1000",
            ["Database__SessionTimeout"] = "00:00:05",
        };
        foreach (var (key, value) in Settings.Concat(more.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))))
            settings[key] = value;
        return ServeProcess.Start(settings);
    }

    /// <summary>Waits until a query answers with a row.</summary>
    public Task RowAsync(string query, ServeProcess? lives = null) => ChildProcess.PollAsync(
        async () => (await RowsAsync(query)).Length > 0, () => $"No row: {query}\n{lives?.Log}", lives);

    /// <summary>The metrics of a worker after a good run and then a failed one.</summary>
    public async Task<string> GoodAndFailedAsync(ServeProcess worker)
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

    /// <summary>Rows of the ledger as <c>outcome|error_code</c>, oldest first.</summary>
    public Task<string[]> LedgerAsync() => RowsAsync("SELECT outcome, error_code FROM etl_runs ORDER BY run_id");

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Database.DisposeAsync();
        _landing.Delete(recursive: true);
    }
}
