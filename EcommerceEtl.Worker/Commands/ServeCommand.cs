using System.CommandLine;
using System.Net.Sockets;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;
using EcommerceEtl.Worker.Web;
using Microsoft.AspNetCore.HostFiltering;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>serve</c>, the default: the worker on its schedule, with its endpoints, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    /// <summary>Time to end a run cleanly; below the 10 s that the command line leaves the process.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Time to end a start that was told to stop: no run is under way, so nothing is lost by breaking it off.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var command = new Command(Name, "Runs the worker: schedule and endpoints, until it is told to stop. The default.");
        command.SetAction(InvokeAsync);
        return command;
    }

    /// <summary>Runs the worker; 0 when it was told to stop.</summary>
    public static Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        CommandHost.WithSettingsAsync(
            needsDatabase: true, (configuration, settings) => ServeAsync(configuration, settings, cancellationToken));

    private static async Task<int> ServeAsync(IConfiguration configuration, WorkerSettings settings, CancellationToken cancellationToken)
    {
        var state = new WorkerState();
        var hosting = Task.Run(() => HostAsync(configuration, settings, state, cancellationToken), CancellationToken.None);
        await Task.WhenAny(hosting, GiveUpStartAsync(state, cancellationToken));
        return hosting.IsCompleted ? await hosting : ExitCode.Done;
    }

    /// <summary>Completes some time after the signal, but only if no run can have begun: much of a start cannot be interrupted, and on a
    /// busy machine it is long.</summary>
    private static async Task GiveUpStartAsync(WorkerState state, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(StartPatience, TimeProvider.System, CancellationToken.None);
        if (state.RunsMayBegin)
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    private static async Task<int> HostAsync(
        IConfiguration configuration, WorkerSettings settings, WorkerState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ExitCode.Done;
        await using var app = Build(configuration, settings, state, TimeProvider.System);
        try
        {
            UnixSockets.RemoveAbandoned(settings.Urls);
            // The host would log a cancelled start as an error with a stack trace. So it starts in full and is then stopped.
            await app.StartAsync(CancellationToken.None);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A run did not end within the host's time-out: its transaction is rolled back when the process ends.
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            // The schedule may have begun: a run under way is ended like at any stop.
            await app.StopAsync(CancellationToken.None);
            await Console.Error.WriteLineAsync(
                $"The endpoints cannot be opened: {taken.Message.TrimEnd('.')}. Change {ListenAddresses.Key}, or end what listens there.");
            return ExitCode.Failed;
        }
        return Environment.ExitCode;
    }

    /// <summary>The whole worker, ready to start.</summary>
    internal static WebApplication Build(IConfiguration configuration, WorkerSettings settings, WorkerState state, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        // The framework logs each probe that finds the worker unready as an error; DatabaseReach says it once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // The command reports a failed start in one line; the host would add a stack trace.
        WebApplication? app = null;
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Hosting.Internal.Host",
            level => level >= LogLevel.Warning && app?.Lifetime.ApplicationStarted.IsCancellationRequested == true);
        builder.Services
            .AddWorker(settings)
            .AddTelemetry(settings)
            .AddScheduling(settings)
            .AddSingleton(state)
            .AddSingleton<DatabaseReach>()
            .AddSingleton<Readiness>()
            .AddWeb(settings)
            .AddSingleton(clock)
            .AddSingleton<IHostLifetime, SignalFreeLifetime>()
            .AddWorkerLogging(configuration, json: Console.IsErrorRedirected)
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout).AddHealthChecks().AddCheck<Readiness>("worker");
        // HostFilter takes the place of the framework's filter for the same setting, which does not accept IP addresses.
        builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["*"]);
        builder.WebHost.UseUrls([.. settings.Urls]);
        app = builder.Build();
        var names = settings.AllowedHosts.Concat(settings.Urls.Select(url => BindingAddress.Parse(url).Host));
        app.Use(new HostFilter(names, app.Services.GetRequiredService<ILogger<HostFilter>>()).InvokeAsync);
        app.MapPrometheusScrapingEndpoint().DisableHttpMetrics();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        app.Services.GetRequiredService<SourceFactory>().Retrying += app.Services.GetRequiredService<EtlMetrics>().Retried;
        return app;
    }

    private static Task WriteAsync(HttpContext context, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport report) =>
        context.Response.WriteAsync(string.Join(
            '\n', report.Entries.Values.Select(entry => entry.Description).Prepend(report.Status.ToString()).OfType<string>()
            .Select(line => ShownText.Of(line))));

    /// <summary>Leaves signals to the command line: the host's own lifetime would swallow a second one, which has to end the process at
    /// once.</summary>
    private sealed class SignalFreeLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
