using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>Writes the chunks of snapshots anew without erased customers. A chunk that many snapshots share is read once. For one caller
/// at a time.</summary>
internal sealed class ChunkErasure(ChunkFiles files, FieldsOfKind fields, ErasedCustomers erased)
{
    private readonly Dictionary<(string Kind, Entity Entity, string Sha256), Rewritten> _done = [];
    private readonly ChunkBuffer _buffer = new();

    /// <summary>Chunks so far that held somebody.</summary>
    public int Changed { get; private set; }

    /// <summary>The snapshot without them, and without what would let the shop answer that nothing has changed; not saved yet.</summary>
    /// <remarks>Where a chunk of people is damaged, nobody can say who is in it: of such a snapshot, which cannot be replayed anyway, the
    /// products stay.</remarks>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public Snapshot Rewrite(Snapshot snapshot)
    {
        ImmutableArray<LandedEntity> entities;
        try
        {
            entities = [.. snapshot.Entities.Select(landed => Rewrite(snapshot.Kind, landed) with { ETag = null, LastModified = null })];
        }
        catch (EtlException error) when (error.Code == ErrorCode.LandingDamaged)
        {
            return snapshot.ProductsOnly() with { Erased = erased.Stamp };
        }
        return snapshot with { Entities = entities, Hash = Snapshot.HashOf(entities), Erased = erased.Stamp };
    }

    private LandedEntity Rewrite(string kind, LandedEntity landed)
    {
        if (landed.Entity == Entity.Products)
            return landed;
        var (chunks, keylessGone) = Rewrite(kind, landed.Entity, landed.Chunks);
        var somebody = landed.Entity == Entity.Customers && !landed.Chunks.SequenceEqual(chunks);
        return landed with
        {
            // One of them may be the key of somebody who is gone.
            FirstKey = somebody ? null : landed.FirstKey,
            LastKey = somebody ? null : landed.LastKey,
            Chunks = chunks,
            Elements = chunks.Sum(chunk => (long)chunk.Elements),
            Keyless = landed.Keyless - keylessGone,
            Hash = LandedEntity.HashOf(chunks),
            Changes = landed.Changes is { Earlier: { } earlier } changes
                ? changes with
                {
                    Earlier = [.. earlier.Select(list => Rewrite(kind, landed.Entity, list, dropsDamaged: true).Chunks)],
                }
                : landed.Changes,
        };
    }

    /// <param name="dropsDamaged">True for chunks of which nobody needs more than what can be read.</param>
    private (ImmutableArray<LandedChunk> Chunks, long KeylessGone) Rewrite(
        string kind, Entity entity, ImmutableArray<LandedChunk> chunks, bool dropsDamaged = false)
    {
        var buffer = ChunkFiles.BufferFor(chunks);
        var left = ImmutableArray.CreateBuilder<LandedChunk>();
        var keylessGone = 0L;
        foreach (var chunk in chunks)
        {
            if (!_done.TryGetValue((kind, entity, chunk.Sha256), out var rewritten))
            {
                try
                {
                    rewritten = Rewrite(kind, entity, chunk, buffer);
                }
                catch (EtlException error) when (dropsDamaged && error.Code == ErrorCode.LandingDamaged)
                {
                    continue;
                }
                _done[(kind, entity, chunk.Sha256)] = rewritten;
            }
            keylessGone += rewritten.KeylessGone;
            if (rewritten.Chunk is { } kept)
                left.Add(kept);
        }
        return (left.ToImmutable(), keylessGone);
    }

    private Rewritten Rewrite(string kind, Entity entity, LandedChunk chunk, byte[] buffer)
    {
        var known = fields(kind, entity);
        var (names, filter) = (new ErasedIds(known, erased), new FieldFilter(known, erased));
        var (found, keylessGone) = (false, 0);
        _buffer.Clear();
        foreach (var element in new NdjsonLines(files.Read(chunk, buffer)))
        {
            if (!names.Names(element.Span))
            {
                _buffer.Append(element.Span);
                _buffer.EndLine();
                continue;
            }
            found = true;
            if (!filter.Land(element.Span, _buffer, out _) && !JsonIds.TryReadKey(element.Span, known.Ids, out _, out _))
                keylessGone++;
        }
        if (!found)
            return new Rewritten(chunk, 0);
        Changed++;
        return new Rewritten(_buffer.Elements == 0 ? null : files.Write(_buffer) with
        {
            FirstKey = chunk.FirstKey,
            Oldest = chunk.Oldest,
            Newest = chunk.Newest,
        }, keylessGone);
    }

    /// <summary>What became of a chunk.</summary>
    /// <param name="Chunk">The chunk in its place; null if nothing is left of it.</param>
    /// <param name="KeylessGone">Elements without a readable key that are gone.</param>
    private sealed record Rewritten(LandedChunk? Chunk, int KeylessGone);
}
