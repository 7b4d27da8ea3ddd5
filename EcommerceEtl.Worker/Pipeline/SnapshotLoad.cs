using System.Collections.Immutable;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// The load phase of one run, in one transaction on the session that holds the store's lock: catalogue, customers, carts, quarantine,
/// source state and the ledger row become true together or not at all.
/// </summary>
internal sealed class SnapshotLoad(
    LandingZone landing, RunTicket ticket, Snapshot snapshot, SnapshotCensus census, RunRequest request, double maxRejectShare,
    Action<RunProgress>? progress)
{
    private readonly LoadContext _load = new(
        ticket.Session, ticket.StoreId, ticket.RunId, snapshot.TakenAt, snapshot.IsComplete);

    private readonly List<EntityCounts> _counts = [];
    private readonly List<string> _nothingRemoved = [];
    private readonly Dictionary<(Entity, RejectionReason), long> _rejected = [];

    /// <summary>Loads everything up to, not including, the ledger row and COMMIT.</summary>
    public async Task<SnapshotLoadResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        // What the extract leaves behind would otherwise be held until well into the load, whose own needs come on top.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var quarantine = new QuarantineLoad(_load);
        var catalogue = await LoadProductsAsync(quarantine, cancellationToken);
        if (snapshot.IsProductsOnly)
        {
            await KeepCustomersAndCartsAsync(cancellationToken);
        }
        else
        {
            await LoadCustomersAsync(quarantine, cancellationToken);
            await LoadCartsAsync(catalogue, quarantine, cancellationToken);
        }
        await quarantine.CompleteAsync(cancellationToken);
        // What a shop answered about a window says nothing of its answer about everything.
        foreach (var landed in snapshot.IsWindow ? [] : snapshot.Entities)
            await new SourceState(landed.Entity, landed.ETag, landed.LastModified, landed.Hash).WriteAsync(_load, cancellationToken);
        await StoreRegister.UpdateAsync(ticket.Session, ticket.StoreId, ticket.Identity, cancellationToken);
        return new SnapshotLoadResult([.. _counts], [.. _nothingRemoved], _rejected.ToImmutableDictionary());
    }

    private async Task<CatalogueUpdate> LoadProductsAsync(QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        progress?.Invoke(new RunProgress(RunStage.Load, Entity.Products));
        var known = await CatalogueLoad.ReadAsync(ticket.Session, ticket.StoreId, cancellationToken);
        // A remembered text owns its key, whatever stands before it in the snapshot.
        census.KeysOf(Entity.Products)?.Remember(key => known.Find(key)?.Product.Id.Text);
        var mapper = Mapper(Entity.Products, ticket.Source.MapProduct, (key, text) => known.Collides(new ProductId(key, text)));
        List<Product> products = [];
        HashSet<long> rejected = [];
        await foreach (var batch in mapper.ReadAsync(cancellationToken))
        {
            products.AddRange(batch.Records);
            rejected.UnionWith(batch.Rejected.Where(element => element.Key is not null).Select(element => element.Key!.Value));
            await quarantine.AddAsync(batch.Rejected, cancellationToken);
        }
        CheckShare(mapper);
        var update = CatalogueUpdate.Between(known, products, snapshot.TakenAt, MayRemove(mapper) ? rejected : null);
        await CatalogueLoad.WriteAsync(_load, update, cancellationToken);
        Count(mapper, new RowCounts(
            update.Inserted.Length, update.Updated.Length, update.Unchanged, update.Removed.Length,
            update.Book.Products.Count(product => product.RemovedAt is null)));
        return update;
    }

    private async Task LoadCustomersAsync(QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        progress?.Invoke(new RunProgress(RunStage.Load, Entity.Customers));
        var mapper = Mapper(Entity.Customers, ticket.Source.MapCustomer);
        RejectedBatch rejected = new();
        await using var load = await CustomerLoad.BeginAsync(_load, cancellationToken);
        await foreach (var batch in mapper.ReadAsync(cancellationToken))
        {
            await load.AddAsync(batch.Records, batch.Rejected.Where(element => element.Key is not null)
                .Select(element => element.Key!.Value), cancellationToken);
            rejected.AddRange(batch.Rejected);
            if (rejected.IsFull)
                await QuarantineAsync();
        }
        CheckShare(mapper);
        await QuarantineAsync();
        Count(mapper, await load.CompleteAsync(MayRemove(mapper), cancellationToken));

        async Task QuarantineAsync()
        {
            // Two COPYs cannot be open on one session.
            await load.PauseAsync(cancellationToken);
            await quarantine.AddAsync(rejected.Elements, cancellationToken);
            rejected.Clear();
        }
    }

    private async Task LoadCartsAsync(CatalogueUpdate catalogue, QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        var projection =
            new CartProjection(ticket.Source, ticket.Rules, catalogue.Book, census.KeysOf(Entity.Customers), ticket.MappingOf(snapshot));
        var mapper = Mapper(Entity.Carts, projection.Project);
        var restated = await RestatedDays.ScopeAsync(ticket, request, snapshot, catalogue, cancellationToken);
        var load = await CartLoad.BeginAsync(_load, ticket.Source.Kind.Ids == Sources.IdForm.Text, restated, cancellationToken);
        // The next batch is parsed and projected while the one before is copied: these two take turns.
        var (filling, loading) = (new CartBatch(), new CartBatch());
        var copying = Task.CompletedTask;
        try
        {
            await foreach (var mapped in mapper.ReadAsync(cancellationToken))
            {
                foreach (var cart in mapped.Records)
                {
                    filling.Add(cart);
                    if (filling.IsFull)
                        await HandOverAsync();
                }
                filling.Rejected.AddRange(mapped.Rejected);
                if (filling.IsFull)
                    await HandOverAsync();
            }
            await HandOverAsync();
        }
        finally
        {
            // Also when mapping failed: the session must be quiet before anything else happens on it.
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await copying;
        CheckShare(mapper);
        var mayRemove = MayRemove(mapper);
        if (load.SomeMissing)
            await load.RemoveMissingAsync(await SortedKeysAsync(cancellationToken), mayRemove, cancellationToken);
        Count(mapper, await load.CompleteAsync(ticket.Identity.Name, cancellationToken), load.Unpriced);

        async Task HandOverAsync()
        {
            await copying;
            progress?.Invoke(new RunProgress(RunStage.Load, Entity.Carts, mapper.Extracted));
            (filling, loading) = (loading, filling);
            var full = loading;
            copying = Task.Run(() => LoadBatchAsync(load, quarantine, full, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Of a snapshot that has lost them nothing is known of customers and carts: their rows stay, and the ledger says how many
    /// there are.</summary>
    private async Task KeepCustomersAndCartsAsync(CancellationToken cancellationToken)
    {
        var last = await ticket.Ledger.LastSuccessAsync(cancellationToken);
        var counts = last is null ? [] : await ticket.Ledger.CountsAsync(last.RunId, cancellationToken);
        foreach (var entity in new[] { Entity.Customers, Entity.Carts })
        {
            var live = entity == Entity.Customers
                ? await CustomerLoad.CountAsync(_load.Session, _load.StoreId, cancellationToken)
                : (await CartLoad.TotalsAsync(_load, cancellationToken)).Carts;
            _counts.Add(
                new EntityCounts(entity) { Live = live, Unpriced = counts.FirstOrDefault(count => count.Entity == entity)?.Unpriced ?? 0 });
        }
    }

    private static async Task LoadBatchAsync(CartLoad load, QuarantineLoad quarantine, CartBatch batch, CancellationToken cancellationToken)
    {
        await load.LoadAsync(batch, cancellationToken);
        await quarantine.AddAsync(batch.Rejected.Elements, cancellationToken);
        batch.Clear();
    }

    private async Task<long[]> SortedKeysAsync(CancellationToken cancellationToken) =>
        (census.KeysOf(Entity.Carts)
            ?? await SnapshotKeys.ReadAsync(
                landing, snapshot, Entity.Carts, ticket.Source, ticket.MappingOf(snapshot), cancellationToken)).Sorted;

    private ElementMapper<T> Mapper<T>(Entity entity, ElementMapper<T>.Mapping map, Func<long, string, bool>? taken = null)
        where T : class =>
        new(landing, snapshot, entity, census.KeysOf(entity), map, taken);

    /// <summary>True if what the snapshot lacks of an entity may be removed; if not, for want of a key or since there is a window only,
    /// the run says so. Called once for each.</summary>
    private bool MayRemove<T>(ElementMapper<T> mapper)
        where T : class
    {
        var complete = !snapshot.IsWindow && !snapshot.IsProductsOnly && snapshot.Find(mapper.Entity)?.Coverage is Coverage.Complete;
        if (snapshot.IsWindow || (complete && mapper.Unreadable > 0))
            _nothingRemoved.Add(SnakeCase.Of(mapper.Entity));
        return complete && mapper.Unreadable == 0;
    }

    private void CheckShare<T>(ElementMapper<T> mapper)
        where T : class
    {
        if (RejectShare.Exceeded(mapper.Accepted, mapper.Rejected, maxRejectShare))
        {
            throw new EtlException(
                ErrorCode.TooManyRejects,
                $"Store '{ticket.Identity.Name}': {mapper.Rejected} of {mapper.Accepted + mapper.Rejected} {SnakeCase.Of(mapper.Entity)} "
                + $"were rejected, first for {mapper.FirstRejection}. Nothing was changed. If the shop's data is right, raise "
                + "Quality:MaxRejectShare; otherwise its API has changed.");
        }
    }

    private void Count<T>(ElementMapper<T> mapper, RowCounts rows, long unpriced = 0)
        where T : class
    {
        foreach (var (reason, count) in mapper.RejectedByReason)
            _rejected[(mapper.Entity, reason)] = count;
        var landed = snapshot.Find(mapper.Entity);
        _counts.Add(new EntityCounts(mapper.Entity)
        {
            Extracted = mapper.Extracted,
            Duplicates = mapper.Duplicates,
            Inserted = rows.Inserted,
            Updated = rows.Updated,
            Unchanged = rows.Unchanged,
            Removed = rows.Removed,
            Rejected = mapper.Rejected,
            Unpriced = unpriced,
            Live = rows.Live,
            Bytes = landed?.Bytes ?? 0,
            Drift = DriftOf(landed, mapper.LeftOut),
        });
    }

    /// <summary>The names of fields that differ: those seen while landing, and <c>!path</c> for each detail that was left out of a record,
    /// unless it vanished.</summary>
    private static ImmutableArray<string> DriftOf(LandedEntity? landed, IReadOnlyCollection<string> leftOut)
    {
        var seen = landed?.Drift ?? [];
        return leftOut.Count == 0
            ? seen
            : [.. seen.Concat(leftOut.Where(path => !seen.Contains("-" + path)).Select(path => "!" + path)).Order(StringComparer.Ordinal)];
    }
}

/// <summary>What a load did, before its COMMIT.</summary>
/// <param name="Entities">Counts an entity.</param>
/// <param name="NothingRemoved">Entities of which nothing was removed, since an element had no readable key or only a window was
/// read.</param>
/// <param name="Rejected">Rejected elements by entity and reason.</param>
internal sealed record SnapshotLoadResult(
    ImmutableArray<EntityCounts> Entities, ImmutableArray<string> NothingRemoved,
    ImmutableDictionary<(Entity Entity, RejectionReason Reason), long> Rejected)
{
    /// <summary>What is missing of the figures, above 1 %.</summary>
    public ImmutableArray<DataGap> Gaps { get; init; } = [];
}
