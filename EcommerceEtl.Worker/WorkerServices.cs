using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.Logging.Console;

namespace EcommerceEtl.Worker;

/// <summary>What every command and the long-running worker are made of.</summary>
public static class WorkerServices
{
    /// <summary>Adds sources, landing zone and pipeline.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(TimeProvider.System)
        .AddShopHttp()
        .AddSingleton(provider => new SourceFactory(
            provider.GetRequiredService<IHttpClientFactory>(), settings.Http, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SourceFactory>>(), ShopKinds.All))
        .AddSingleton(provider => new LandingZone(settings.Landing.Path, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<FieldsOfKind>(provider => provider.GetRequiredService<SourceFactory>().FieldsOf)
        .AddSingleton<LandingRetention>().AddSingleton<LandingErasure>()
        .AddSingleton<CustomerErasures>().AddSingleton<SchemaReadiness>().AddSingleton<EtlRun>().AddSingleton<DryRun>();

    /// <summary>Logs to standard error, so that standard output holds data alone.</summary>
    /// <param name="configuration">Section <c>Logging</c>.</param>
    /// <param name="json">True for one JSON object a line, false for plain lines.</param>
    public static IServiceCollection AddWorkerLogging(this IServiceCollection services, IConfiguration configuration, bool json) => services
        .AddLogging(logging =>
        {
            logging.AddConfiguration(configuration.GetSection("Logging"));
            if (configuration["Logging:Console:FormatterName"] is { } named ? named == ConsoleFormatterNames.Json : json)
                logging.AddJsonConsole(console =>
                {
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                });
            else
                logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
                    console.ColorBehavior = LoggerColorBehavior.Disabled;
                });
        })
        .Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}

/// <summary>The worker's own version, from the one place that states it (Directory.Build.props).</summary>
public static class WorkerVersion
{
    /// <summary>Such as <c>0.2.0</c>.</summary>
    public static string Text { get; } = typeof(WorkerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
