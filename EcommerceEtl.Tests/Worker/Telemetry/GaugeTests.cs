using System.Diagnostics.Metrics;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>Gauges that show what the ledger says.</summary>
public sealed class GaugeTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Stores that the warehouse knows and this worker does not run are shown until somebody retires or removes them.</summary>
    [Test]
    public void A_store_that_only_the_warehouse_knows_shows_0_until_it_is_retired_or_removed()
    {
        using var metrics = Metrics("mine", "new");

        metrics.Gauges.Restore([Ledger("mine"), Ledger("other"), Ledger("old"), Ledger("gone"), Ledger("retired", retired: true)], []);
        Assert.That(Configured(), Is.EqualTo(new[] { "gone 0", "mine 1", "new 1", "old 0", "other 0" }));

        metrics.Gauges.Restore([Ledger("mine", retired: true), Ledger("other"), Ledger("old", retired: true)], []);
        Assert.That(Configured(), Is.EqualTo(new[] { "mine 1", "new 1", "other 0" }),
            "what runs here is in use, whatever somebody said of it");

        IEnumerable<string> Configured() => Shown<int>(metrics, "etl.store.configured")
            .Select(seen => $"{seen.Store} {seen.Value}").Order(StringComparer.Ordinal);
    }

    /// <summary>The difference that a load found is shown until some worker has put the store right.</summary>
    [Test]
    public void A_difference_stays_until_the_ledger_shows_a_later_success()
    {
        using var metrics = Metrics("shop");
        metrics.Gauges.Restore([Ledger("shop", Noon)], []);
        metrics.Ended(new RunSummary("shop", RunTrigger.Schedule, 2, RunOutcome.Failed, Noon, TimeSpan.FromSeconds(1), default)
        {
            Error = new ReconciliationException(new CartSums(2, 3, new Money(4.5m)), "the table holds more"),
        });

        metrics.Gauges.Restore([Ledger("shop", Noon)], []);
        Assert.That(Differences(), Is.EqualTo(new[] { 2.0, 3.0, 4.5 }), "nobody has put it right");

        metrics.Gauges.Restore([Ledger("shop", Noon.AddMinutes(15))], []);
        Assert.That(Differences(), Is.EqualTo(new[] { 0.0, 0.0, 0.0 }), "a peer has succeeded since");

        IEnumerable<double> Differences() => Shown<double>(metrics, "etl.reconciliation.difference").Select(seen => seen.Value);
    }

    /// <summary>Of store a there are two files, of b none yet.</summary>
    [Test]
    public void The_size_of_the_landing_zone_is_that_of_its_files_and_stands_for_five_minutes()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(Noon);
        using var metrics = Metrics(new LandingZone(folder.Path, clock), "a", "b");
        Write("a/runs/2026/03/one.json", 40);
        Write("a/chunks/00/two.ndjson.gz", 2);
        Assert.That(Sizes(), Is.EqualTo(new[] { "a 42", "b 0" }));

        Write("b/chunks/00/three.ndjson.gz", 5);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.That(Sizes(), Is.EqualTo(new[] { "a 42", "b 0" }));

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Sizes(), Is.EqualTo(new[] { "a 42", "b 5" }));
        Assert.That(Shown<long>(metrics, "etl.landing.free").Single().Value, Is.Positive);

        void Write(string file, int bytes)
        {
            var path = Path.Combine(folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, new byte[bytes]);
        }

        IEnumerable<string> Sizes() => Shown<long>(metrics, "etl.landing").Select(seen => $"{seen.Store} {seen.Value}");
    }

    private static EtlMetrics Metrics(params string[] stores) => Metrics(new LandingZone("landing", TimeProvider.System), stores);

    private static EtlMetrics Metrics(LandingZone landing, params string[] stores) =>
        new(new WorkerSettings { Stores = [.. stores.Select(store => new StoreOptions { Name = store })] }, landing);

    private static StoreFreshness Ledger(string store, DateTime? lastSuccess = null, bool retired = false) =>
        new(store, lastSuccess, lastSuccess, lastSuccess is null ? null : RunOutcome.Succeeded, 0, null, new Dictionary<Entity, long>(),
            null, retired);

    /// <summary>What a gauge shows now, and of which store.</summary>
    private static List<(object? Store, T Value)> Shown<T>(EtlMetrics metrics, string name)
        where T : struct
    {
        List<(object? Store, T Value)> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == metrics.Meter && instrument.Name == name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<T>((_, value, tags, _) => seen.Add((tags.IsEmpty ? null : tags[0].Value, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
