using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Explain;

/// <summary>A cart as it was landed.</summary>
/// <param name="Element">JSON as it stands in the landing zone; null where no kept snapshot holds the cart.</param>
/// <param name="Holder">The newest accepted snapshot that holds it.</param>
/// <param name="Newest">The newest accepted snapshot of all carts; null if there is none.</param>
/// <param name="Read">What the element means now; null where there is none.</param>
/// <param name="Trouble">Why the landing zone could not be looked through; null if it could.</param>
internal sealed record LandedCart(string? Element, Snapshot? Holder, Snapshot? Newest, Mapped<Cart>? Read, string? Trouble)
{
    /// <summary>True if the shop still had the cart when it was last asked for all of them.</summary>
    public bool IsThere => Holder is not null && (Newest is null || Holder.TakenAt >= Newest.TakenAt);

    /// <summary>Looks for a cart in the accepted snapshots of a shop, the newest first.</summary>
    /// <param name="source">The shop's kind; null if this worker does not know it.</param>
    /// <param name="keys">Keys that the cart may have.</param>
    /// <param name="zone">The store's zone.</param>
    public static async Task<LandedCart> FindAsync(
        LandingZone landing, IShopSource? source, string store, ShopAddress address, IReadOnlySet<long> keys, TimeZoneInfo zone,
        CancellationToken cancellationToken)
    {
        if (source is null)
            return new LandedCart(null, null, null, null, "This worker does not know the kind of the shop, so it cannot read what landed.");
        Snapshot? newest = null;
        try
        {
            var index = await landing.IndexAsync(store, cancellationToken);
            var search = new ChunkSearch(landing, source, keys);
            foreach (var snapshot in index.Snapshots.Reverse().Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted
                && snapshot.Kind == source.Kind.Name && snapshot.Shop.IsSameShop(address)))
            {
                if (snapshot.Find(Entity.Carts) is not { } landed)
                    continue;
                newest ??= landed.Coverage is Coverage.Complete ? snapshot : null;
                var found = await search.InAsync(snapshot, landed, cancellationToken);
                if (found.IsEmpty)
                    continue;
                // Of several elements with one id the last good one counts.
                var context = new MappingContext(snapshot.TakenAt, zone);
                var element = found.LastOrDefault(one => source.Judge(Entity.Carts, one.Span, context) is null, found[^1]);
                return new LandedCart(
                    Encoding.UTF8.GetString(element.Span), snapshot, newest, source.MapCart(element.Span, context), null);
            }
            return new LandedCart(null, null, newest, null, null);
        }
        catch (EtlException unreadable) when (unreadable.Code is ErrorCode.LandingUnavailable or ErrorCode.LandingDamaged)
        {
            return new LandedCart(null, null, newest, null, unreadable.Message);
        }
    }

    /// <summary>Reads each chunk once, however many snapshots hold it.</summary>
    private sealed class ChunkSearch(LandingZone landing, IShopSource source, IReadOnlySet<long> keys)
    {
        private readonly Dictionary<string, ImmutableArray<ReadOnlyMemory<byte>>> _read = [];

        /// <summary>The elements of a snapshot that have one of the keys, in their order.</summary>
        public async Task<ImmutableArray<ReadOnlyMemory<byte>>> InAsync(
            Snapshot snapshot, LandedEntity landed, CancellationToken cancellationToken)
        {
            var found = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
            foreach (var chunk in landed.Chunks)
            {
                if (!_read.TryGetValue(chunk.Sha256, out var elements))
                    _read[chunk.Sha256] = elements =
                        await ReadAsync(snapshot with { Entities = [landed with { Chunks = [chunk] }] }, cancellationToken);
                found.AddRange(elements);
            }
            return found.ToImmutable();
        }

        private async Task<ImmutableArray<ReadOnlyMemory<byte>>> ReadAsync(Snapshot part, CancellationToken cancellationToken)
        {
            var found = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
            await foreach (var chunk in landing.ReadChunksAsync(part, Entity.Carts, cancellationToken))
                foreach (var element in new NdjsonLines(chunk))
                    if (source.TryReadKey(element.Span, out var key, out _) && keys.Contains(key))
                        found.Add(element.ToArray());
            return found.ToImmutable();
        }
    }
}
