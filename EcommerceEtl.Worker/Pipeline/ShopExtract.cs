using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Pipeline.Changes;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Takes a run from stage 1 to stage 2: asks the shop for everything and lands it. No transaction is open meanwhile; the locking
/// session is only kept alive.</summary>
/// <param name="readsWhole">True to read all carts of a shop that tells its changes too, as where nothing was landed before.</param>
/// <param name="heldIn">Where the elements lie that a kind remembers something of; null for <paramref name="landing"/>.</param>
internal sealed class ShopExtract(
    WorkerSettings settings, LandingZone landing, TimeProvider clock, bool readsWhole = false, LandingZone? heldIn = null)
{
    /// <summary>Carts first: a product that appears while the shop is read is then known to every cart that names it.</summary>
    private static readonly Entity[] Order = [Entity.Carts, Entity.Customers, Entity.Products];

    /// <summary>Lands a complete snapshot. Its manifest is not written yet.</summary>
    /// <exception cref="EtlException">The shop, the landing zone or the session failed, or the deadline passed.</exception>
    public async Task<Extracted> ReadAsync(Claimed claimed, Action<RunProgress>? progress, CancellationToken cancellationToken)
    {
        // Of an earlier run of this process, on top of which this one would need its own.
        ProcessMemory.Release();
        var (request, store) = (claimed.Request, claimed.Identity);
        // The time of the extract, not of the request: of two runs, the one that waited for the lock has the later snapshot.
        var (takenAt, begun) = (clock.GetUtcNow().UtcDateTime, clock.GetTimestamp());
        return await InTimeAsync(
            store.Name, settings.Http.RunDeadline, clock,
            token => Heartbeat.DuringAsync(claimed.Session, settings.Database.SessionTimeout, clock, LandAsync, token), cancellationToken);

        async Task<Extracted> LandAsync(CancellationToken token)
        {
            var feed = readsWhole ? null : claimed.Source.Changes;
            // An answer about a part of the carts is another one than that about all.
            var previous = request.Window is null || feed is not null
                ? await landing.NewestAcceptedAsync(store.Name, store.Kind, store.Address, token) : null;
            var identity = new SnapshotIdentity(
                store.Name, store.Kind, store.Address, store.Currency, takenAt, claimed.Number, request.Slot)
            { Erased = claimed.Erased, TimeZone = store.TimeZone };
            await using var writer = landing.Begin(identity, previous);
            foreach (var entity in Order)
            {
                progress?.Invoke(new RunProgress(RunStage.Extract, entity));
                if (entity == Entity.Carts && feed is not null)
                    writer.Add(await LandChangesAsync(feed));
                else if (!MayStand(entity) || !writer.TryKeep(entity, claimed.Source.FieldsOf(entity)))
                    await PageLanding.LandAsync(claimed.Source, AskOf(entity), writer, token);
            }
            return new Extracted(claimed, writer.Complete(), landing);

            // What goes on with the history of the carts asks for nothing else again.
            bool MayStand(Entity entity) => request.Trigger == RunTrigger.Fill
                || claimed.Source.IsReadDaily(entity) && previous?.Find(entity)?.StartedAt.Date == takenAt.Date;

            Ask AskOf(Entity entity) => new(entity, request.Window)
            {
                Held = held => HeldAsync(store, claimed.Source, entity, held),
            };

            async Task<LandedEntity> LandChangesAsync(IChangeFeed told)
            {
                // To read back all that is held takes long in a large shop.
                var isNewDay = previous?.TakenAt.Date != takenAt.Date;
                try
                {
                    return await LandChangesOnceAsync(claimed, identity, previous, told, begun, isNewDay, token);
                }
                catch (EtlException error) when (error.Code == ErrorCode.LandingDamaged && !isNewDay)
                {
                    // Whatever cannot be read is found now, and the shop is asked for its history anew.
                    return await LandChangesOnceAsync(claimed, identity, previous, told, begun, readsBack: true, token);
                }
            }
        }
    }

    /// <summary>Lands what became of the carts of a shop that tells its changes.</summary>
    private async Task<LandedEntity> LandChangesOnceAsync(
        Claimed claimed, SnapshotIdentity identity, Snapshot? previous, IChangeFeed feed, long begun, bool readsBack,
        CancellationToken cancellationToken)
    {
        var request = claimed.Request;
        var fields = claimed.Source.FieldsOf(Entity.Carts);
        var moved = previous is null ? await landing.NewestAcceptedAsync(identity.Store, identity.Kind, null, cancellationToken) : null;
        using var changes = new ChangeLanding(landing, identity, previous, moved, fields, feed.StampOf, feed.Carry, readsBack);
        var others = previous?.Entities.Where(landed => landed.Entity != Entity.Carts)
            .Aggregate(TimeSpan.Zero, (sum, landed) => sum + (landed.FinishedAt - landed.StartedAt));
        var time = ReadingTime.Of(begun, settings.Http.RunDeadline, others, changes.State.IsWhole, clock);
        await new ChangeReading(changes, feed, time, request.Store.Oldest, request.Window).ReadAsync(cancellationToken);
        return changes.Complete(feed.Bytes);
    }

    /// <summary>The elements of the latest accepted snapshot. Of what cannot be read nothing is remembered, as if it were new.</summary>
    private async Task<IReadOnlyDictionary<long, byte[]>> HeldAsync(
        StoreIdentity store, IShopSource source, Entity entity, CancellationToken cancellationToken)
    {
        var zone = heldIn ?? landing;
        Dictionary<long, byte[]> held = [];
        if (await zone.NewestAcceptedAsync(store.Name, store.Kind, store.Address, cancellationToken) is not { } snapshot)
            return held;
        foreach (var landed in snapshot.Find(entity)?.Chunks ?? [])
        {
            try
            {
                await foreach (var chunk in zone.ReadChunksAsync(store.Name, [landed], cancellationToken))
                    foreach (var element in new NdjsonLines(chunk))
                        if (source.TryReadKey(element.Span, out var key, out _))
                            held[key] = element.ToArray();
            }
            catch (EtlException error) when (error.Code == ErrorCode.LandingDamaged)
            {
                // Refusing to go on would not bring it back.
            }
        }
        return held;
    }

    /// <summary>Asks a shop for all that is wanted of it at once.</summary>
    /// <param name="deadline"><c>Http:RunDeadline</c>.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.DeadlineExceeded"/>: the deadline passed meanwhile.</exception>
    public static async Task<T> InTimeAsync<T>(
        string store, TimeSpan deadline, TimeProvider clock, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EtlException(
                ErrorCode.DeadlineExceeded,
                $"Store '{store}': the shop had not answered in full after {deadline:c} (Http:RunDeadline). Nothing was changed. Look "
                + "whether the shop is slow, or allow more time.",
                transient: true);
        }
    }
}
