using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Tests of the worker's command line, each with a shop, a database and a landing zone of its own.</summary>
internal abstract class CommandTestCase
{
    private DirectoryInfo _landing = null!;

    protected ShopDouble Shop { get; private set; } = null!;

    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>Settings of the process, as environment variables.</summary>
    protected Dictionary<string, string?> Settings { get; } = [];

    [SetUp]
    public async Task StartAsync()
    {
        Shop = await ShopDouble.FakeStoreAsync();
        _landing = Directory.CreateTempSubdirectory("landing-");
        Settings["Stores__0__Name"] = "fakestore";
        Settings["Stores__0__BaseUrl"] = Shop.Url;
        Settings["Landing__Path"] = _landing.FullName;
        Settings["Http__RetryBaseDelay"] = "00:00:00.010";
        Settings["Http__Retries"] = "1";
        await UseAsync(await TestDatabase.CreateAsync());
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Shop.DisposeAsync();
        await Database.DisposeAsync();
        _landing.Delete(recursive: true);
    }

    /// <summary>Puts another database in the place of the one before.</summary>
    protected async Task UseAsync(TestDatabase database)
    {
        if (Database is not null)
            await Database.DisposeAsync();
        Database = database;
        Settings["ConnectionStrings__Warehouse"] = database.ConnectionString;
    }

    /// <summary>A run that must succeed, within this process: for what stands before the command under test.</summary>
    protected async Task BeforehandAsync(bool acceptShrink = false)
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

    protected ChildProcess Start(params string[] args) => ChildProcess.Start(WorkerProgram.Call(args), Settings);

    /// <summary>Runs a command to its end.</summary>
    protected Task<WorkerExit> WorkerAsync(params string[] args) => HostedCommand.RunAsync(Settings, args);

    /// <summary>Runs a command as a process of its own, where that is what is tested.</summary>
    protected Task<WorkerExit> ProcessAsync(params string[] args) => ChildProcess.RunAsync(WorkerProgram.Call(args), Settings);

    /// <summary>Runs a command that must end well.</summary>
    protected async Task<WorkerExit> DoneAsync(params string[] args)
    {
        var exit = await WorkerAsync(args);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit;
    }

    /// <summary>Rows of the ledger as <c>outcome|error_code</c>, oldest first.</summary>
    protected Task<string[]> LedgerAsync() => Database.RowsAsync("SELECT outcome, error_code FROM etl_runs ORDER BY run_id");

    /// <summary>Lets the shop keep every request waiting; the task completes with the first one.</summary>
    protected Task HoldShop()
    {
        var asked = new TaskCompletionSource();
        Shop.Instead = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        return asked.Task;
    }
}
