using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Chunks;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>In which chunks of customers and carts a snapshot differs from what the warehouse holds, so that a load maps those
/// alone.</summary>
internal sealed class SnapshotDifference
{
    private readonly Dictionary<Entity, EntityDifference> _entities = [];

    private SnapshotDifference()
    {
    }

    /// <summary>The difference of one entity; null if all of it is to be mapped.</summary>
    public EntityDifference? Of(Entity entity) => _entities.GetValueOrDefault(entity);

    /// <summary>Compares a snapshot with what is loaded. A replay loads everything: it is how an operator puts the tables right. So does a
    /// run whose rules, worker or list of erased customers are others than those of the last success.</summary>
    public static async Task<SnapshotDifference> FindAsync(Extracted extracted, CancellationToken cancellationToken)
    {
        var (claim, difference) = (extracted.Claim, new SnapshotDifference());
        if (claim.Request.Replay is not null || extracted.Snapshot.IsWindow
            || await claim.Ledger.LastSuccessAsync(cancellationToken) is not { } last || !LastLoad.IsByTheSameRules(claim, last))
            return difference;
        var loaded = await LoadedChunk.ReadAsync(claim.Session, claim.StoreId, cancellationToken);
        var live = (await claim.Ledger.CountsAsync(last.RunId, cancellationToken)).ToDictionary(count => count.Entity, count => count.Live);
        var isNewDay = last.SnapshotTime?.Date != extracted.Snapshot.TakenAt.Date;
        foreach (var landed in extracted.Snapshot.Entities)
        {
            var held = loaded[landed.Entity].ToImmutableArray();
            if (!held.IsEmpty && EntityDifference.CanBeTold(landed)
                && (!isNewDay || await AreRowsAsync(claim, landed.Entity, held, cancellationToken))
                && await EntityDifference.FindAsync(extracted, landed, held, live[landed.Entity], cancellationToken) is { } found)
                difference._entities.Add(landed.Entity, found);
        }
        return difference;
    }

    /// <summary>True if the table has what the chunks hold. It is counted once a day: rows that somebody else changed or took away are put
    /// right by the load of everything that follows.</summary>
    private static async Task<bool> AreRowsAsync(
        Claimed claim, Entity entity, ImmutableArray<LoadedChunk> held, CancellationToken cancellationToken)
    {
        var (accepted, rejected) = (held.Sum(chunk => chunk.Accepted), held.Sum(chunk => chunk.Rejected));
        if (entity == Entity.Customers)
            return IsIn(await CustomerLoad.CountAsync(claim.Session, claim.StoreId, cancellationToken));
        var found = await CartLoad.TotalsAsync(claim.Session, claim.StoreId, cancellationToken);
        return IsIn(found.Carts)
            && (rejected > 0 || found == held.Aggregate(default(CartSums), (sums, chunk) => sums + chunk.Sums));

        // Of each rejected element there may be a row that is its last good version.
        bool IsIn(long rows) => rows >= accepted && rows <= accepted + rejected;
    }
}

/// <summary>What the last success loaded, as far as it must be the same for a run that loads less than everything.</summary>
internal static class LastLoad
{
    /// <summary>True if the last success loaded a whole snapshot by the rules, with the worker and for the list of erased customers of this
    /// run, so that equal elements have equal rows.</summary>
    public static bool IsByTheSameRules(Claimed claim, LastSuccess last) =>
        last.Complete && last.RulesHash == claim.Rules.Hash() && last.Erased == claim.Erased.Stamp
        && last.WorkerVersion == WorkerVersion.Text && !Differs(claim);

    /// <summary>True if the load would write another row of the store, such as the whole address in the place of the host alone.</summary>
    private static bool Differs(Claimed claim) =>
        (claim.Known.Kind, claim.Known.Address, claim.Known.TimeZone, claim.Known.OpenCarts)
        != (claim.Identity.Kind, claim.Identity.Address.Text, claim.Identity.TimeZone, SnakeCase.Of(claim.Identity.OpenCarts));
}

/// <summary>The difference of one entity.</summary>
/// <param name="Held">The chunks of the snapshot that the warehouse holds.</param>
/// <param name="Gone">Names of the chunks that it holds and the snapshot lacks.</param>
/// <param name="Missing">Keys of these that no new chunk has, in ascending order: the shop no longer has their elements.</param>
/// <param name="Live">Rows before the load.</param>
internal sealed record EntityDifference(
    ImmutableArray<LoadedChunk> Held, ImmutableArray<string> Gone, ImmutableArray<long> Missing, long Live)
{
    /// <summary>Chunks that are gone are read back if they have no more elements than this, whatever share of the snapshot they
    /// are.</summary>
    private const long FewElements = 20_000;

    /// <summary>True if each key of an entity stands in one chunk only, so that what a chunk holds can be told apart from the
    /// others.</summary>
    public static bool CanBeTold(LandedEntity landed) => landed is { Coverage: Coverage.Complete, Ascending: true, Keyless: 0 };

    /// <summary>The difference; null if it is most of the snapshot, or if a chunk that is gone no longer lies in the landing
    /// zone.</summary>
    public static async Task<EntityDifference?> FindAsync(
        Extracted extracted, LandedEntity landed, ImmutableArray<LoadedChunk> loaded, long live, CancellationToken cancellationToken)
    {
        var names = landed.Chunks.Select(chunk => chunk.Sha256).ToHashSet(StringComparer.Ordinal);
        var held = loaded.Where(chunk => names.Contains(chunk.Sha256)).ToImmutableArray();
        var gone = loaded.Where(chunk => !names.Contains(chunk.Sha256)).ToList();
        if (gone.Sum(chunk => chunk.Elements) > Math.Max(FewElements, landed.Elements / 2))
            return null;
        try
        {
            var missing = await KeysAsync(gone.Select(chunk => new LandedChunk(chunk.Sha256, (int)chunk.Elements, chunk.Bytes)));
            if (missing.Count > 0)
                missing.ExceptWith(await KeysAsync(landed.Chunks.ExceptBy(held.Select(chunk => chunk.Sha256), chunk => chunk.Sha256)));
            return new EntityDifference(held, [.. gone.Select(chunk => chunk.Sha256)], [.. missing.Order()], live);
        }
        catch (EtlException error) when (error.Code is ErrorCode.LandingDamaged or ErrorCode.LandingUnavailable)
        {
            // What the warehouse holds of it is compared row by row instead, which needs no file of before.
            return null;
        }

        async Task<HashSet<long>> KeysAsync(IEnumerable<LandedChunk> chunks)
        {
            HashSet<long> keys = [];
            await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot.Store, [.. chunks], cancellationToken))
                foreach (var element in new NdjsonLines(chunk))
                    if (extracted.Claim.Source.TryReadKey(element.Span, out var key, out _))
                        keys.Add(key);
            return keys;
        }
    }

    /// <summary>The chunks that are to be mapped again although nothing in them changed: those with a rejected element, which time may make
    /// good, those that wait for a product that became known, and those with a cart that a new price holds for.</summary>
    public EntityDifference MappedAgain(CatalogueUpdate catalogue)
    {
        var prices = catalogue.NewPrices.Where(price => price.Version.ValidFrom > DateTime.MinValue)
            .Select(price => (DateTime?)price.Version.ValidFrom).Min();
        var again = Held.Where(chunk => chunk.Rejected > 0 || (chunk.Unpriced > 0 && !catalogue.Inserted.IsEmpty)
            || chunk.NewestAt >= prices).ToList();
        return this with { Held = Held.RemoveRange(again), Gone = [.. Gone, .. again.Select(chunk => chunk.Sha256)] };
    }
}
