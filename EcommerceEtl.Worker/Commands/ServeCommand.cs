using System.CommandLine;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>serve</c>, the default: the worker on its schedule, with its endpoints, until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Where the endpoints listen unless <c>ASPNETCORE_URLS</c> says otherwise.</summary>
    public const string DefaultUrl = "http://localhost:8080";

    /// <summary>Time to end a run cleanly; below the 10 s that the command line leaves the process.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        var command = new Command("serve", "Runs the worker: schedule and endpoints, until it is told to stop. The default.");
        command.SetAction(InvokeAsync);
        return command;
    }

    /// <summary>Runs the worker; 0 when it was told to stop.</summary>
    public static Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        CommandHost.WithSettingsAsync(needsDatabase: true, (configuration, settings) => ServeAsync(configuration, settings, cancellationToken));

    private static async Task<int> ServeAsync(IConfiguration configuration, WorkerSettings settings, CancellationToken cancellationToken)
    {
        await using var app = Build(configuration, settings);
        app.MapPrometheusScrapingEndpoint().DisableHttpMetrics();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        var metrics = app.Services.GetRequiredService<EtlMetrics>();
        app.Services.GetRequiredService<SourceFactory>().Retrying += metrics.Retried;
        try
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop while it was starting: an end like any other.
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"The endpoints cannot be opened: {taken.Message} Change ASPNETCORE_URLS, or end what listens there.");
            return ExitCode.Failed;
        }
        return Environment.ExitCode;
    }

    private static WebApplication Build(IConfiguration configuration, WorkerSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        builder.Services
            .AddWorker(settings)
            .AddTelemetry(configuration)
            .AddScheduling(settings)
            .AddSingleton<WorkerState>()
            .AddSingleton<IHostLifetime, SignalFreeLifetime>()
            .AddWorkerLogging(configuration, json: Console.IsErrorRedirected)
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout)
            .AddHealthChecks().AddCheck<Readiness>("worker");
        builder.WebHost.UseUrls(configuration["ASPNETCORE_URLS"] ?? DefaultUrl);
        return builder.Build();
    }

    private static Task WriteAsync(HttpContext context, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport report) =>
        context.Response.WriteAsync(string.Join('\n', report.Entries.Values.Select(entry => entry.Description).Prepend(report.Status.ToString()).OfType<string>()));

    /// <summary>Leaves signals to the command line: the host's own lifetime would swallow a second one, which has to end the process at once.</summary>
    private sealed class SignalFreeLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
