using System.Net.Sockets;
using EcommerceEtl.Worker.Health;

namespace EcommerceEtl.Worker.Web;

/// <summary>Serves the built-in page on addresses of its own, so that who may see the shop's figures need not see metrics and health, and
/// the other way round. Begins when the worker has started. If it cannot listen, it says so and the worker goes on without the page: runs
/// matter more.</summary>
internal sealed partial class WebServer(WorkerSettings settings, PageReader reader, ILoggerFactory logs) : IHostedLifecycleService
{
    private readonly ILogger _log = logs.CreateLogger<WebServer>();
    private WebApplication? _app;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = string.Join(' ', settings.Web.Urls);
        UnixSockets.RemoveAbandoned(settings.Web.Urls);
        var app = Build(settings, reader, logs);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            LogNotOpened(addresses, taken.Message.TrimEnd('.'));
            await app.DisposeAsync();
            return;
        }
        _app = app;
        LogOpened(addresses);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_app is null)
            return;
        await _app.StopAsync(cancellationToken);
        await _app.DisposeAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A web server of its own that knows the page's addresses and nothing else.</summary>
    internal static WebApplication Build(WorkerSettings settings, PageReader reader, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.AddServerHeader = false).UseUrls([.. settings.Web.Urls]);
        builder.Services.AddRoutingCore().AddSingleton(logs);
        var app = builder.Build();
        var names = settings.AllowedHosts.Concat(settings.Web.Urls.Select(url => BindingAddress.Parse(url).Host));
        app.Use(new HostFilter(names, logs.CreateLogger<HostFilter>()).InvokeAsync);
        app.UseRouting();
        new PageEndpoints(settings, reader, logs).Map(app);
        return app;
    }

    [LoggerMessage(LogEvents.PageOpened, LogLevel.Information, "The built-in page is at {Addresses}")]
    private partial void LogOpened(string addresses);

    [LoggerMessage(LogEvents.PageNotOpened, LogLevel.Warning,
        "The built-in page cannot be opened at {Addresses}: {Reason}. Runs go on without it. Change Web:Urls, or set Web:Enabled to "
            + "false.")]
    private partial void LogNotOpened(string addresses, string reason);
}

/// <summary>Adds the page.</summary>
public static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, WorkerSettings settings) =>
        settings.Web.Enabled ? services.AddSingleton<PageReader>().AddHostedService<WebServer>() : services;
}
