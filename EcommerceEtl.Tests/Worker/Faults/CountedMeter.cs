using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What is added to the counters of one meter from here on, as <c>name{label=value,...}</c>, labels in alphabetical order; zeros
/// are left out.</summary>
internal sealed class CountedMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _totals = [];

    public CountedMeter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Of this test's worker: others count at the same time.
            if (instrument.Meter == meter && instrument is Counter<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().Where(tag => tag.Key != "store").OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => $"{tag.Key}={tag.Value}");
            if (value != 0)
                _totals.AddOrUpdate($"{instrument.Name}{{{string.Join(',', labels)}}}", value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    public IReadOnlyDictionary<string, long> Totals => _totals;

    public void Dispose() => _listener.Dispose();
}
