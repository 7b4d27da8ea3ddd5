using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Catalogue;
using EcommerceEtl.Data.Chunks;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Takes a run from stage 3 to stage 4, in one transaction on the session that holds the store's lock: catalogue, customers,
/// carts, quarantine, source state and the counts in the ledger become true together or not at all.</summary>
internal sealed class SnapshotLoad(Accepted accepted, double maxRejectShare, Action<RunProgress>? progress)
{
    /// <summary>Elements that an extract has read when what it leaves behind is worth a collection.</summary>
    private const long ManyElements = 10_000;

    private readonly Claimed _claim = accepted.Claim;
    private readonly Snapshot _snapshot = accepted.Snapshot;
    private readonly LoadContext _load = new(
        accepted.Claim.Session, accepted.Claim.StoreId, accepted.Claim.Number, accepted.Snapshot.TakenAt, accepted.Snapshot.IsComplete,
        accepted.Claim.Source.Kind.Origins.View != StepOrigin.None);

    /// <summary>Loads everything up to, not including, the end of the ledger row and COMMIT; nothing if that could change
    /// nothing.</summary>
    /// <param name="accepted">The run and its snapshot; the write transaction is open on its session.</param>
    /// <param name="maxRejectShare">Allowed share of rejected elements, 0 to 1.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.TooManyRejects"/>, <see cref="ErrorCode.ReconciliationMismatch"/>, or what
    /// landing zone and database throw.</exception>
    public static async Task<Loaded> LoadAsync(
        Accepted accepted, double maxRejectShare, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var claim = accepted.Claim;
        var load = new SnapshotLoad(accepted, maxRejectShare, progress);
        var counts = await UnchangedSnapshot.CountsAsync(accepted, maxRejectShare, cancellationToken)
            ?? await load.ExecuteAsync(cancellationToken);
        await load.WriteSourceStateAsync(cancellationToken);
        counts = await claim.Ledger.WithNewDriftAsync(counts, cancellationToken);
        await claim.Ledger.AddCountsAsync(claim.Number, counts, cancellationToken);
        var gaps = await DataGap.OfRunAsync(claim.Session.Connection, claim.Number, cancellationToken);
        return new Loaded(accepted, counts, gaps);
    }

    private async Task<ImmutableArray<EntityCounts>> ExecuteAsync(CancellationToken cancellationToken)
    {
        // What the extract leaves behind would otherwise be held until well into the load, whose own needs come on top.
        if (_snapshot.Entities.Sum(landed => landed.Elements) >= ManyElements)
            ProcessMemory.Release();
        var quarantine = new QuarantineLoad(_load);
        var (catalogue, products) = await LoadProductsAsync(quarantine, cancellationToken);
        ImmutableArray<EntityCounts> counts = _snapshot.IsProductsOnly ? [products, .. await CountKeptAsync(cancellationToken)]
            :
            [
                products,
                await LoadCustomersAsync(catalogue, quarantine, cancellationToken),
                await LoadCartsAsync(catalogue, quarantine, cancellationToken),
            ];
        await quarantine.CompleteAsync(cancellationToken);
        await StoreRegister.UpdateAsync(_claim.Session, _claim.Identity, cancellationToken);
        return counts;
    }

    /// <summary>Notes what the shop said of what it has. Its answer about a window says nothing of that.</summary>
    private async Task WriteSourceStateAsync(CancellationToken cancellationToken)
    {
        foreach (var landed in _snapshot.IsWindow ? [] : _snapshot.Entities)
            await new SourceState(landed.Entity, landed.ETag, landed.LastModified, landed.Hash)
            {
                Cursor = landed.Changes?.Cursor,
                CompleteSince = landed.Changes?.Since,
                SourceCount = landed.Changes is { } changes
                    ? changes.SourceCount : accepted.Counts.Present.TryGetValue(landed.Entity, out var present) ? present : null,
            }.WriteAsync(_load, cancellationToken);
    }

    private async Task<(CatalogueUpdate Catalogue, EntityCounts Counts)> LoadProductsAsync(
        QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        progress?.Invoke(new RunProgress(RunStage.Load, Entity.Products));
        var known = await CatalogueLoad.ReadAsync(_claim.Session, _claim.StoreId, cancellationToken);
        var mapper = Mapper<Product>(Entity.Products, null, _claim.Source.MapProduct);
        List<Product> products = [];
        HashSet<long> rejected = [];
        await foreach (var batch in mapper.ReadAsync(cancellationToken))
        {
            products.AddRange(batch.Records);
            rejected.UnionWith(batch.Rejected.Where(element => element.Key is not null).Select(element => element.Key!.Value));
            await quarantine.AddAsync(batch.Rejected, cancellationToken);
        }
        mapper.CheckShare(_claim.Identity.Name, maxRejectShare);
        foreach (var product in products.Select(product => product.Id))
            if (known.Find(product.Key) is { } remembered)
                IdCollision.Check(_claim.Identity.Name, Entity.Products, product.Key, remembered.Product.Id.Text, product.Text);
        var update = CatalogueUpdate.Between(known, products, _snapshot.TakenAt, mapper.MayRemove ? rejected : null);
        await CatalogueLoad.WriteAsync(_load, update, cancellationToken);
        return (update, mapper.Counts with
        {
            Inserted = update.Inserted.Length,
            Updated = update.Updated.Length,
            Unchanged = update.Unchanged,
            Removed = update.Removed.Length,
            Live = update.Book.Products.Count(product => product.RemovedAt is null),
        });
    }

    private async Task<EntityCounts> LoadCustomersAsync(
        CatalogueUpdate catalogue, QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        progress?.Invoke(new RunProgress(RunStage.Load, Entity.Customers));
        var difference = accepted.Difference.Of(Entity.Customers)?.MappedAgain(catalogue);
        var mapper = Mapper<Customer>(Entity.Customers, difference, _claim.Source.MapCustomer);
        RejectedBatch rejected = new();
        await using var load = await CustomerLoad.BeginAsync(_load, difference?.Live, cancellationToken);
        await foreach (var batch in mapper.ReadAsync(cancellationToken))
        {
            await load.AddAsync(batch.Records, batch.Rejected.Where(element => element.Key is not null)
                .Select(element => element.Key!.Value), cancellationToken);
            rejected.AddRange(batch.Rejected);
            if (rejected.IsFull)
                await QuarantineAsync();
        }
        mapper.CheckShare(_claim.Identity.Name, maxRejectShare);
        await QuarantineAsync();
        var counts = difference is null
            ? await load.CompleteAsync(mapper.Counts, mapper.MayRemove, cancellationToken)
            : await load.CompleteAsync(mapper.Counts, difference.Missing, cancellationToken);
        await WriteChunksAsync(mapper, difference, counts, cancellationToken);
        return counts;

        async Task QuarantineAsync()
        {
            // Two COPYs cannot be open on one session.
            await load.PauseAsync(cancellationToken);
            await quarantine.AddAsync(rejected.Elements, cancellationToken);
            rejected.Clear();
        }
    }

    private async Task<EntityCounts> LoadCartsAsync(
        CatalogueUpdate catalogue, QuarantineLoad quarantine, CancellationToken cancellationToken)
    {
        var projection = new CartProjection(accepted, catalogue.Book);
        var difference = accepted.Difference.Of(Entity.Carts)?.MappedAgain(catalogue);
        var mapper = Mapper<ProjectedCart>(Entity.Carts, difference, projection.Project, CartProjection.Measure);
        var restated = await RestatedDays.ScopeAsync(accepted, catalogue, cancellationToken);
        var load = await CartLoad.BeginAsync(
            _load, _claim.Identity.Name, _claim.Source.Kind.Ids != IdForm.Number, restated, difference?.Live, cancellationToken);
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
                        await LoadFilledAsync();
                }
                filling.Rejected.AddRange(mapped.Rejected);
                filling.Skipped.AddRange(mapped.Skipped);
                // A batch is looked up in the table between its least and greatest key, and the next chunk may lie far away.
                if (filling.IsFull || mapped.EndsChunk)
                    await LoadFilledAsync();
            }
            await LoadFilledAsync();
        }
        finally
        {
            // Also when mapping failed: the session must be quiet before anything else happens on it.
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await copying;
        mapper.CheckShare(_claim.Identity.Name, maxRejectShare);
        if (difference is not null)
            await load.RemoveAsync(difference.Missing, cancellationToken);
        else if (load.SomeMissing)
            await load.RemoveMissingAsync(await SortedKeysAsync(cancellationToken), mapper.MayRemove, cancellationToken);
        var counts = await load.CompleteAsync(
            mapper.Counts, difference is null ? mapper.Sums : null, cancellationToken);
        await WriteChunksAsync(mapper, difference, counts, cancellationToken);
        return counts;

        async Task LoadFilledAsync()
        {
            load.Prepare(filling);
            await copying;
            progress?.Invoke(new RunProgress(RunStage.Load, Entity.Carts, mapper.Extracted));
            (filling, loading) = (loading, filling);
            copying = LoadBatchAsync(loading);
        }

        async Task LoadBatchAsync(CartBatch batch)
        {
            await load.LoadAsync(batch, cancellationToken);
            await quarantine.AddAsync(batch.Rejected.Elements, cancellationToken);
            batch.Clear();
        }
    }

    /// <summary>States which chunks the warehouse holds now, in the load's own transaction. Where a snapshot's chunks do not tell what
    /// stands in the table, nobody knows, and the next load maps everything.</summary>
    private async Task WriteChunksAsync<T>(
        ElementMapper<T> mapper, EntityDifference? difference, EntityCounts counts, CancellationToken cancellationToken)
        where T : class
    {
        if (difference is null)
            await LoadedChunk.ForgetAsync(_load.Session, _load.StoreId, mapper.Entity, cancellationToken);
        // While the history is being filled there may be rows of what is not landed yet, as after the landing zone was lost.
        var holdsNoMore = counts.Live <= counts.Accepted + counts.Rejected;
        if ((mapper.MayRemove || holdsNoMore) && _snapshot.Find(mapper.Entity) is { } landed && EntityDifference.CanBeTold(landed))
            await LoadedChunk.WriteAsync(_load, mapper.Entity, difference?.Gone ?? [], mapper.Mapped, cancellationToken);
    }

    /// <summary>The rows of customers and carts, which stay: of a snapshot whose customers and carts are deleted nothing is known of
    /// them.</summary>
    private async Task<EntityCounts[]> CountKeptAsync(CancellationToken cancellationToken)
    {
        // The prices that the snapshot brings may hold for carts that are not mapped now.
        await LoadedChunk.ForgetAsync(_load.Session, _load.StoreId, Entity.Carts, cancellationToken);
        var last = await _claim.Ledger.LastSuccessAsync(cancellationToken);
        var counts = last is null ? [] : await _claim.Ledger.CountsAsync(last.RunId, cancellationToken);
        return
        [
            Kept(Entity.Customers, await CustomerLoad.CountAsync(_load.Session, _load.StoreId, cancellationToken)),
            Kept(Entity.Carts, (await CartLoad.TotalsAsync(_load.Session, _load.StoreId, cancellationToken)).Carts),
        ];

        EntityCounts Kept(Entity entity, long live) => new(entity)
        {
            Live = live,
            Unpriced = counts.FirstOrDefault(count => count.Entity == entity)?.Unpriced ?? 0,
        };
    }

    private async Task<long[]> SortedKeysAsync(CancellationToken cancellationToken) =>
        (accepted.Counts.KeysOf(Entity.Carts) ?? await SnapshotKeys.ReadAsync(accepted.Extract, Entity.Carts, cancellationToken)).Sorted;

    private ElementMapper<T> Mapper<T>(
        Entity entity, EntityDifference? difference, ElementMapper<T>.Mapping map, Action<LoadedChunk, T>? measure = null)
        where T : class =>
        new(accepted.Extract.Landing, _snapshot, entity, accepted.Counts.KeysOf(entity), difference?.Held ?? [], map, measure);
}
