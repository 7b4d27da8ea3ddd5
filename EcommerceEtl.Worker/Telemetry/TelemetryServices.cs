using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>Metrics for Prometheus; traces for an OTLP collector where one is named.</summary>
public static class TelemetryServices
{
    /// <summary>The environment variable that names the collector and thereby switches traces on.</summary>
    public const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Seconds; HTTP requests to a shop take from milliseconds to minutes.</summary>
    private static readonly double[] HttpBounds = [.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Adds the worker's own meter, and those of .NET, its HTTP client and the scheduler.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<EtlMetrics>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("ecommerce-etl", serviceVersion: WorkerVersion.Text));
        telemetry.WithMetrics(metrics => metrics
            .AddMeter(EtlMetrics.MeterName, "System.Runtime", "System.Net.Http", "Quartz")
            // Prometheus keeps the ending _count for histograms, and its linter says so.
            .AddView("dotnet.assembly.count", "dotnet.assemblies")
            .AddView("dotnet.process.cpu.count", "dotnet.process.cpus")
            .AddView("dotnet.timer.count", "dotnet.timers")
            .AddView("http.client.*", new ExplicitBucketHistogramConfiguration { Boundaries = HttpBounds })
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        if (configuration[CollectorVariable] is { Length: > 0 })
            telemetry.WithTracing(tracing => tracing.AddSource(EtlTrace.SourceName).AddOtlpExporter());
        return services;
    }
}
