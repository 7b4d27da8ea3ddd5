namespace EcommerceEtl.Worker.Report;

/// <summary>The state of stores and runs as JSON.</summary>
internal static class StatusJson
{
    /// <param name="due">When stores are due next (UTC).</param>
    /// <param name="runs">The last ones, the latest first.</param>
    public static object Of(
        IEnumerable<StoreFreshness> stores, IReadOnlyDictionary<string, DateTime?> due, IEnumerable<LedgerRun> runs) =>
        new { Stores = stores.Select(store => OfStore(store, due)), Runs = runs };

    private static object OfStore(StoreFreshness store, IReadOnlyDictionary<string, DateTime?> due) => new
    {
        store.Store,
        store.LastSuccessAt,
        store.LastCompletionAt,
        LastOutcome = store.LastOutcome is { } outcome ? SnakeCase.Of(outcome) : null,
        NextRunAt = due.GetValueOrDefault(store.Store),
        store.NewestCartAt,
        store.Unpriced,
        Held = store.Held.Select(held => new
        {
            Entity = SnakeCase.Of(held.Entity),
            held.Source,
            held.Landed,
            held.Warehouse,
            CompleteSince = held.CompleteSince == DateTime.MaxValue ? null : held.CompleteSince,
        }),
        Quarantined = store.Quarantined.ToDictionary(pair => SnakeCase.Of(pair.Key), pair => pair.Value),
    };
}
