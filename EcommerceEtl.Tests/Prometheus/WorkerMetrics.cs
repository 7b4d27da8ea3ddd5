using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>What the worker's instruments are called in Prometheus.</summary>
internal static class WorkerMetrics
{
    /// <summary>The names of all samples, of a histogram all three.</summary>
    public static IReadOnlySet<string> Names { get; } = Read();

    private static HashSet<string> Read()
    {
        var instruments = new ConcurrentBag<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == EtlMetrics.MeterName)
                instruments.Add(instrument);
        };
        listener.Start();
        using var metrics = new EtlMetrics(new WorkerSettings(), new LandingZone("landing", TimeProvider.System));
        return [.. instruments.SelectMany(InPrometheus)];
    }

    /// <summary>Dots become underscores; then come the unit, and what the kind of instrument adds.</summary>
    private static IEnumerable<string> InPrometheus(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = instrument.Name.Replace('.', '_') + unit;
        return instrument switch
        {
            Counter<long> => [name + "_total"],
            Histogram<double> => [name + "_bucket", name + "_sum", name + "_count"],
            _ => [name],
        };
    }
}
