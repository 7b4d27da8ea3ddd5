using System.Diagnostics.Metrics;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>How much of each store lies in the landing zone, and how much room its disk has. To know the size of a store every file of it
/// must be looked at, so that a size stands for some minutes, however often Prometheus asks.</summary>
internal sealed class LandingGauges
{
    /// <summary>How long a size is told before it is measured anew.</summary>
    internal static readonly TimeSpan Stands = TimeSpan.FromMinutes(5);

    private readonly LandingZone _zone;
    private readonly string[] _stores;
    private readonly Lock _measuring = new();
    private (DateTimeOffset At, ImmutableArray<Measurement<long>> Sizes)? _last;

    public LandingGauges(Meter meter, WorkerSettings settings, LandingZone zone)
    {
        (_zone, _stores) = (zone, [.. settings.Stores.Select(store => store.Name)]);
        meter.CreateObservableGauge("etl.landing", Sizes, "By", "Size of all files of the store in the landing zone.");
        meter.CreateObservableGauge("etl.landing.free", Free, "By", "Free space of the disk that the landing zone lies on.");
    }

    private IEnumerable<Measurement<long>> Sizes()
    {
        lock (_measuring)
        {
            var now = _zone.Clock.GetUtcNow();
            if (_last is not { } last || now - last.At >= Stands)
                _last = last = (now, [.. _stores.SelectMany(Size)]);
            return last.Sizes;
        }
    }

    /// <summary>No sample stands for what cannot be read: the next run says why.</summary>
    private IEnumerable<Measurement<long>> Size(string store)
    {
        try
        {
            return [new(_zone.SizeOf(store).Bytes, [new("store", store)])];
        }
        catch (EtlException)
        {
            return [];
        }
    }

    private IEnumerable<Measurement<long>> Free() => LandingZone.FreeBytes(_zone.Root) is { } free ? [new(free)] : [];
}
