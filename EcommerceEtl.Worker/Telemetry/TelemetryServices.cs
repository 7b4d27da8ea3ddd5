using EcommerceEtl.Worker.Pipeline;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>Metrics for Prometheus; traces for an OTLP collector where one is named.</summary>
public static class TelemetryServices
{
    /// <summary>Adds the worker's own meter, and those of .NET, its HTTP client and the scheduler.</summary>
    /// <param name="settings">The stores decide how many series there may be; a collector is named or not.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, WorkerSettings settings)
    {
        services.AddSingleton<EtlMetrics>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ecommerce-etl", serviceVersion: WorkerVersion.Text));
        telemetry.WithMetrics(metrics => metrics
            .AddMeter(EtlMetrics.MeterName, "System.Runtime", "System.Net.Http", "Quartz")
            .AddView(instrument => MetricViews.Of(instrument, settings.Stores.Length))
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        if (settings.Collector is not null)
            telemetry.WithTracing(tracing => tracing.AddSource(EtlTrace.SourceName).AddOtlpExporter());
        return services;
    }
}
