using System.Diagnostics.Metrics;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>Stores that the warehouse knows and this worker does not run are shown until somebody retires or removes them.</summary>
public sealed class ConfiguredGaugeTests
{
    [Test]
    public void A_store_that_only_the_warehouse_knows_shows_0_until_it_is_retired_or_removed()
    {
        using var metrics =
            new EtlMetrics(new WorkerSettings { Stores = [new StoreOptions { Name = "mine" }, new StoreOptions { Name = "new" }] });

        metrics.Gauges.Restore([Store("mine"), Store("other"), Store("old"), Store("gone"), Store("retired", retired: true)]);
        Assert.That(Shown(metrics), Is.EqualTo(new[] { "gone 0", "mine 1", "new 1", "old 0", "other 0" }));

        metrics.Gauges.Restore([Store("mine", retired: true), Store("other"), Store("old", retired: true)]);
        Assert.That(Shown(metrics), Is.EqualTo(new[] { "mine 1", "new 1", "other 0" }),
            "what runs here is in use, whatever somebody said of it");
    }

    private static StoreFreshness Store(string name, bool retired = false) =>
        new(name, null, null, null, 0, null, new Dictionary<Entity, long>(), null, retired);

    private static IEnumerable<string> Shown(EtlMetrics metrics)
    {
        List<string> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == metrics.Meter && instrument.Name == "etl.store.configured")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen.Add($"{tags[0].Value} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen.Order(StringComparer.Ordinal);
    }
}
