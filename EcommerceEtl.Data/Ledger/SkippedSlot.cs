using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Data.Ledger;

/// <summary>A slot that was given up because another run held the store's lock for the whole wait.</summary>
public static class SkippedSlot
{
    /// <summary>Writes the row, once a slot; a store that the warehouse does not know yet has none.</summary>
    public static Task<long> WriteAsync(
        StoreSession session, string store, RunTrigger trigger, DateTime slot, DateTime startedAt, DateTime finishedAt,
        string workerVersion,
        CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "Ledger/insert_skipped", cancellationToken, store, SnakeCase.Of(trigger), slot, startedAt, finishedAt, workerVersion);
}
