using System.Diagnostics.Metrics;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>The difference that a load found is shown until some worker has put the store right.</summary>
public sealed class ReconciliationGaugeTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public void A_difference_stays_until_the_ledger_shows_a_later_success()
    {
        using var metrics = new EtlMetrics(new WorkerSettings
        {
            Database = new DatabaseOptions { ConnectionString = "Host=nowhere" },
            Stores = [new StoreOptions { Name = "shop" }],
        });
        metrics.Gauges.Restore([Ledger(lastSuccess: Noon)]);
        metrics.Ended(new RunSummary("shop", RunTrigger.Schedule, 2, RunOutcome.Failed, Noon, TimeSpan.FromSeconds(1), default)
        {
            Error = new ReconciliationException(new CartSums(2, 3, new Money(4.5m)), "the table holds more"),
        });

        metrics.Gauges.Restore([Ledger(lastSuccess: Noon)]);
        Assert.That(Differences(metrics), Is.EqualTo(new[] { 2.0, 3.0, 4.5 }), "nobody has put it right");

        metrics.Gauges.Restore([Ledger(lastSuccess: Noon.AddMinutes(15))]);
        Assert.That(Differences(metrics), Is.EqualTo(new[] { 0.0, 0.0, 0.0 }), "a peer has succeeded since");
    }

    private static StoreFreshness Ledger(DateTime lastSuccess) =>
        new("shop", lastSuccess, lastSuccess, RunOutcome.Succeeded, 0, null, new Dictionary<Entity, long>(), null, false);

    private static List<double> Differences(EtlMetrics metrics)
    {
        List<double> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == metrics.Meter && instrument.Name == "etl.reconciliation.difference")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seen.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
