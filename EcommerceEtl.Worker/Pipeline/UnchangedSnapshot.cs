using System.Collections.Immutable;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Decides that a snapshot holds exactly what the last success loaded, so that loading it could change nothing.</summary>
internal static class UnchangedSnapshot
{
    /// <summary>
    /// The counts of a run that needs no load, all unchanged; null if it must load. Only this database's own ledger counts, since several
    /// databases may share a landing zone.
    /// </summary>
    /// <param name="ticket">The run.</param>
    /// <param name="snapshot">What it would load.</param>
    /// <param name="maxRejectShare">Allowed share of rejects: where it was lowered since, the load must run to be refused.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<ImmutableArray<EntityCounts>?> CountsAsync(
        RunTicket ticket, Snapshot snapshot, double maxRejectShare, CancellationToken cancellationToken)
    {
        var last = await ticket.Ledger.LastSuccessAsync(cancellationToken);
        if (last is not { Complete: true }
            || last.SnapshotHash != snapshot.Hash
            || last.RulesHash != ticket.Rules.Hash()
            || last.Erased != ticket.Erased.Stamp
            || last.WorkerVersion != WorkerVersion.Text
            || Differs(ticket)
            || await ticket.Ledger.TimeAloneChangesAsync(last, snapshot.TakenAt, cancellationToken))
            return null;
        var counts = await ticket.Ledger.CountsAsync(last.RunId, cancellationToken);
        // Of more rejects than are kept, nobody knows which of them time alone would make good.
        return counts.Sum(count => count.Rejected) > QuarantineLoad.MaxOpen
            || counts.Any(count => RejectShare.Exceeded(Accepted(count), count.Rejected, maxRejectShare))
            ? null
            : [.. counts.Select(count => Unchanged(count, snapshot))];
    }

    /// <summary>Entities of which a load of the snapshot would remove nothing, since an element has no readable key.</summary>
    public static ImmutableArray<string> NothingRemoved(Snapshot snapshot) =>
    [
        .. snapshot.Entities.Where(landed => landed is { Coverage: Coverage.Complete, Keyless: > 0 })
        .Select(landed => SnakeCase.Of(landed.Entity)),
    ];

    private static EntityCounts Unchanged(EntityCounts last, Snapshot snapshot) => last with
    {
        Inserted = 0,
        Updated = 0,
        Removed = 0,
        Unchanged = Accepted(last),
        Bytes = snapshot.Find(last.Entity)?.Bytes ?? 0,
        Drift = snapshot.Find(last.Entity)?.Drift ?? [],
    };

    private static long Accepted(EntityCounts count) => count.Extracted - count.Duplicates - count.Rejected;

    /// <summary>True if the load would write another row of the store, such as the whole address in the place of the host alone.</summary>
    private static bool Differs(RunTicket ticket) =>
        (ticket.Known.Kind, ticket.Known.Address, ticket.Known.TimeZone)
        != (ticket.Identity.Kind, ticket.Identity.Address.Text, ticket.Identity.TimeZone);
}
