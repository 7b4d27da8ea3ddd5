using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EcommerceEtl.Data.Carts;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>What is true now of each store. Freshness, last outcome and quarantine come from the ledger, so that every worker shows the
/// same, also after a restart and also one that loses every slot to its peer.</summary>
public sealed class EtlGauges
{
    private static readonly RunOutcome[] Outcomes =
        [RunOutcome.Succeeded, RunOutcome.Failed, RunOutcome.Cancelled, RunOutcome.Skipped, RunOutcome.Abandoned];

    private readonly ConcurrentDictionary<string, StoreFreshness> _freshness = new();
    private readonly ConcurrentDictionary<string, OrdersLeftOut> _leftOut = new();
    private readonly ConcurrentDictionary<string, CartSums> _differences = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset? LastDue, DateTimeOffset? NextFire)> _schedule = new();
    private readonly ConcurrentDictionary<string, int> _running = new();
    private readonly string[] _stores;

    internal EtlGauges(Meter meter, WorkerSettings settings)
    {
        _stores = [.. settings.Stores.Select(store => store.Name)];
        meter.CreateObservableGauge(
            "etl.run.in_progress", () => PerStore(store => _running.GetValueOrDefault(store)), null, "1 while this worker runs the store.");
        meter.CreateObservableGauge(
            "etl.run.last_outcome", LastOutcome, null, "1 for the outcome of the store's last run, 0 for the others.");
        Timestamp("run.last_success", () => Times(store => store.LastSuccessAt), "End of the store's last success");
        Timestamp("run.last_completion", () => Times(store => store.LastCompletionAt), "End of the store's last run");
        Timestamp("schedule.next_fire", () => Schedule(times => times.NextFire), "First due time of the store for which no run has begun");
        Timestamp("schedule.last_due", () => Schedule(times => times.LastDue), "Latest due time of the store");
        Timestamp("data.newest_event", () => Times(store => store.NewestCartAt), "Time of the store's newest cart");
        meter.CreateObservableGauge(
            "etl.lines.unpriced", () => PerStore(store => _freshness.GetValueOrDefault(store)?.Unpriced ?? 0), null,
            "Lines whose product the shop has never listed.");
        meter.CreateObservableGauge(
            "etl.reconciliation.difference", Differences, null, "What the last load found in the warehouse less what the snapshot says.");
        meter.CreateObservableGauge(
            "etl.source.elements", () => PerEntity(held => held.Source), null, "How many the shop has of what is held, by entity.");
        meter.CreateObservableGauge(
            "etl.landed.elements", () => PerEntity(held => held.Landed), null, "How many of them are landed, by entity.");
        meter.CreateObservableGauge(
            "etl.warehouse.elements", () => PerEntity(held => held.Warehouse), null,
            "How many of them are loaded, rejected or skipped, by entity.");
        meter.CreateObservableGauge(
            "etl.complete_since.timestamp", CompleteSince, "s",
            "Since when everything is held, in seconds since 1970, by entity; 0 where nothing is missing.");
        meter.CreateObservableGauge(
            "etl.order.difference", Differing, null,
            "By how much orders differ from what the shop states of them, summed up without signs, in the store's currency.");
        meter.CreateObservableGauge(
            "etl.orders.skipped", Skipped, null, "Orders in another currency than the store's, which are in no figure.");
        meter.CreateObservableGauge("etl.quarantine.records", Quarantined, null, "Records that are set aside, by entity.");
        meter.CreateObservableGauge("etl.store.configured", Configured, null,
            "1 for a store that this worker runs, 0 for one that only the warehouse knows; none for a retired one.");
        meter.CreateObservableGauge(
            "etl.build_info", () => new Measurement<int>(1, [new("version", WorkerVersion.Text)]), null, "1; the label says the version.");

        void Timestamp(string name, Func<IEnumerable<Measurement<double>>> times, string what) =>
            meter.CreateObservableGauge($"etl.{name}.timestamp", times, "s", $"{what}, in seconds since 1970.");
    }

    /// <summary>Takes over what the ledger says. A success since the last look, a peer's too, has settled what a load here did not find in
    /// order.</summary>
    public void Restore(IReadOnlyCollection<StoreFreshness> stores, IEnumerable<OrdersLeftOut> orders)
    {
        foreach (var store in orders)
            _leftOut[store.Store] = store;
        foreach (var gone in _freshness.Keys.Except(stores.Select(store => store.Store)))
            _freshness.TryRemove(gone, out _);
        foreach (var store in stores)
        {
            if (_freshness.TryGetValue(store.Store, out var before) && store.LastSuccessAt > before.LastSuccessAt)
                _differences.TryRemove(store.Store, out _);
            _freshness[store.Store] = store;
        }
    }

    /// <summary>Notes when a store was due last, and the first time for which no run has begun; null where it was never due, or never will
    /// be again, which no sample then stands for.</summary>
    public void Scheduled(string store, DateTimeOffset? lastDue, DateTimeOffset? nextFire) => _schedule[store] = (lastDue, nextFire);

    public void Running(string store, bool running) => _running[store] = running ? 1 : 0;

    internal void Reconciled(string store, CartSums difference) => _differences[store] = difference;

    private IEnumerable<Measurement<long>> PerStore(Func<string, long> value) =>
        _stores.Select(store => new Measurement<long>(value(store), [new("store", store)]));

    private IEnumerable<Measurement<double>> Times(Func<StoreFreshness, DateTime?> time) =>
        from store in _stores
        let at = _freshness.TryGetValue(store, out var known) ? time(known) : null
        where at is not null
        select new Measurement<double>(Seconds(at.Value), [new("store", store)]);

    private IEnumerable<Measurement<double>> Schedule(Func<(DateTimeOffset? LastDue, DateTimeOffset? NextFire), DateTimeOffset?> time) =>
        from store in _schedule
        let at = time(store.Value)
        where at is not null
        select new Measurement<double>(Seconds(at.Value.UtcDateTime), [new("store", store.Key)]);

    /// <summary>Looked up once for all: with a run that ends meanwhile two outcomes would be the last one.</summary>
    private IEnumerable<Measurement<int>> LastOutcome() =>
        from store in _stores
        let last = _freshness.GetValueOrDefault(store)?.LastOutcome
        from outcome in Outcomes
        select new Measurement<int>(
            last == outcome ? 1 : 0,
            [new("store", store), new("outcome", SnakeCase.Of(outcome))]);

    private IEnumerable<Measurement<double>> Differences()
    {
        foreach (var store in _stores)
        {
            var difference = _differences.GetValueOrDefault(store);
            yield return new(difference.Carts, [new("store", store), new("measure", "carts")]);
            yield return new(difference.Lines, [new("store", store), new("measure", "lines")]);
            yield return new((double)difference.GrossValue.Amount, [new("store", store), new("measure", "gross_value")]);
        }
    }

    private IEnumerable<Measurement<int>> Configured() =>
        _stores.Select(store => new Measurement<int>(1, [new("store", store)])).Concat(
            from known in _freshness.Values
            where !known.Retired && !_stores.Contains(known.Store)
            select new Measurement<int>(0, [new("store", known.Store)]));

    private IEnumerable<Measurement<long>> Quarantined() =>
        from store in _stores
        let quarantined = _freshness.GetValueOrDefault(store)?.Quarantined
        from entity in Entities.All
        select new Measurement<long>(
            quarantined?.GetValueOrDefault(entity) ?? 0,
            [new("store", store), new("entity", SnakeCase.Of(entity))]);

    private IEnumerable<Measurement<long>> PerEntity(Func<HeldElements, long?> count) =>
        from store in _stores
        from held in _freshness.GetValueOrDefault(store)?.Held ?? []
        let elements = count(held)
        where elements is not null
        select new Measurement<long>(elements.Value, LabelsOf(store, held));

    /// <summary>No sample stands for a store of which nothing is held yet.</summary>
    private IEnumerable<Measurement<double>> CompleteSince() =>
        from store in _stores
        from held in _freshness.GetValueOrDefault(store)?.Held ?? []
        where held.CompleteSince != DateTime.MaxValue
        select new Measurement<double>(held.CompleteSince is { } since ? Seconds(since) : 0, LabelsOf(store, held));

    private IEnumerable<Measurement<double>> Differing() => _stores.Select(
        store => new Measurement<double>((double)(_leftOut.GetValueOrDefault(store)?.Difference ?? 0), [new("store", store)]));

    private IEnumerable<Measurement<long>> Skipped() =>
        from store in _stores
        where _leftOut.ContainsKey(store)
        from currency in _leftOut[store].SkippedByCurrency
        select new Measurement<long>(currency.Value, [new("store", store), new("currency", currency.Key)]);

    private static KeyValuePair<string, object?>[] LabelsOf(string store, HeldElements held) =>
        [new("store", store), new("entity", SnakeCase.Of(held.Entity))];

    private static double Seconds(DateTime time) => (time - DateTime.UnixEpoch).TotalSeconds;
}
