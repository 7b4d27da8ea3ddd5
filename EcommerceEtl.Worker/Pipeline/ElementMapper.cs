using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Chunks;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Maps one entity's landed elements to records, batch by batch, and counts what became of them.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
/// <param name="keys">Its keys, unless they were seen to ascend while landing.</param>
/// <param name="held">Chunks that are not mapped, since the warehouse holds what they came to; they are counted with the others.</param>
/// <param name="map">Maps one element; pure.</param>
/// <param name="measure">Adds to the sums of its chunk what a record counts; null where there is nothing to add up.</param>
internal sealed class ElementMapper<T>(
    LandingZone landing, Snapshot snapshot, Entity entity, SnapshotKeys? keys, ImmutableArray<LoadedChunk> held,
    ElementMapper<T>.Mapping map, Action<LoadedChunk, T>? measure = null)
    where T : class
{
    private readonly LandedEntity? _landed = snapshot.Find(entity);
    private readonly bool _complete =
        !snapshot.IsWindow && !snapshot.IsProductsOnly && snapshot.Find(entity) is { IsWhole: true };
    private readonly Dictionary<RejectionReason, long> _byReason = [];
    private readonly List<LoadedChunk> _mapped = [];
    private long _duplicates, _unreadable, _position;
    private string? _firstRejection;

    /// <summary>Turns one raw element into a record or a rejection.</summary>
    public delegate Mapped<T> Mapping(ReadOnlySpan<byte> element);

    public Entity Entity => entity;

    /// <summary>What the chunks that were mapped came to.</summary>
    public IReadOnlyCollection<LoadedChunk> Mapped => _mapped;

    /// <summary>Elements that were mapped so far, and those of the chunks that are not mapped.</summary>
    public long Extracted => _position + held.Sum(chunk => chunk.Elements);

    /// <summary>True if the entity was covered completely and each element had a readable key: what the snapshot lacks may be
    /// removed.</summary>
    public bool MayRemove => _complete && _unreadable == 0;

    /// <summary>What became of all elements; what became of rows is added by the load. Drift: those names of fields that were seen while
    /// landing, and <c>!path</c> for each detail that was left out of a record, unless it vanished.</summary>
    public EntityCounts Counts
    {
        get
        {
            ImmutableArray<LoadedChunk> all = [.. held, .. _mapped];
            var leftOut = all.SelectMany(chunk => chunk.LeftOut).Where(path => !Seen.Contains("-" + path)).Select(path => "!" + path);
            return new EntityCounts(entity)
            {
                Extracted = Extracted,
                Duplicates = _duplicates,
                Rejected = _byReason.Values.Sum(),
                Skipped = all.Sum(chunk => chunk.Skipped),
                SkippedByCurrency = all.SelectMany(chunk => chunk.SkippedByCurrency)
                    .GroupBy(currency => currency.Key, StringComparer.Ordinal)
                    .ToImmutableSortedDictionary(
                        currency => currency.Key, currency => currency.Sum(count => count.Value), StringComparer.Ordinal),
                RejectedByReason = _byReason.ToImmutableDictionary(),
                Unpriced = all.Sum(chunk => chunk.Unpriced),
                Differing = all.Sum(chunk => chunk.Differing),
                Bytes = _landed?.Bytes ?? 0,
                Drift = [.. Seen.Concat(leftOut).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                NothingRemoved = snapshot.IsWindow || (_complete && _unreadable > 0),
            };
        }
    }

    /// <summary>What the accepted carts add up to, mapped or not.</summary>
    public CartSums Sums => held.Concat(_mapped).Aggregate(default(CartSums), (sums, chunk) => sums + chunk.Sums);

    private ImmutableArray<string> Seen => _landed?.Drift ?? [];

    /// <summary>The batches in the order of the snapshot. A batch is valid until the next one is asked for: it is always the same
    /// object.</summary>
    public async IAsyncEnumerable<MappedBatch<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new MappedBatch<T>();
        var known = held.Select(chunk => chunk.Sha256).ToHashSet(StringComparer.Ordinal);
        var chunks = _landed?.Chunks.RemoveAll(chunk => known.Contains(chunk.Sha256)) ?? [];
        await foreach (var chunk in landing.ReadChunksAsync(snapshot.Store, chunks, cancellationToken))
        {
            _mapped.Add(new LoadedChunk(chunks[_mapped.Count].Sha256, chunk.Length));
            foreach (var element in new NdjsonLines(chunk))
            {
                Add(batch, element.Span);
                if (!batch.IsFull)
                    continue;
                yield return batch;
                batch.Clear();
            }
            if (held.IsEmpty)
                continue;
            batch.EndsChunk = true;
            yield return batch;
            batch.Clear();
        }
        yield return batch;
    }

    /// <summary>Fails the run if too much was rejected.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.TooManyRejects"/>.</exception>
    public void CheckShare(string store, double maxRejectShare)
    {
        var counts = Counts;
        if (RejectShare.Exceeded(counts.Accepted, counts.Rejected, maxRejectShare))
        {
            throw new EtlException(
                ErrorCode.TooManyRejects,
                $"Store '{store}': {counts.Rejected} of {counts.Accepted + counts.Rejected} {SnakeCase.Of(entity)} were rejected, first "
                + $"for {_firstRejection}. Nothing was changed. If the shop's data is right, raise Quality:MaxRejectShare; otherwise its "
                + "API has changed.");
        }
    }

    private void Add(MappedBatch<T> batch, ReadOnlySpan<byte> element)
    {
        var mapped = map(element);
        var position = _position++;
        var chunk = _mapped[^1];
        var role = mapped.Key is { } key && keys is not null ? keys.RoleOf(key, position) : ElementRole.Only;
        if (role == ElementRole.Duplicate)
        {
            _duplicates++;
            return;
        }
        if (mapped.Key is null)
            _unreadable++;
        if (mapped.Skip is { } skip)
        {
            chunk.Skip(skip.Currency);
            batch.Skipped.Add(mapped.Key!.Value);
        }
        else if (mapped.Rejection is { } rejection)
        {
            chunk.Rejected++;
            _byReason[rejection.Reason] = _byReason.GetValueOrDefault(rejection.Reason) + 1;
            _firstRejection ??= $"{SnakeCase.Of(rejection.Reason)} at {SafeText.Escape(rejection.Path)}";
            // The key of a bad twin is the good one's, which says what becomes of the row.
            batch.Rejected.Add(
                new RejectedElement(
                    entity, role == ElementRole.Only ? mapped.Key : null,
                    mapped.SourceText ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(element))}", rejection,
                    Encoding.UTF8.GetString(element)));
        }
        else
        {
            chunk.Accepted++;
            chunk.LeaveOut(mapped.LeftOut);
            measure?.Invoke(chunk, mapped.Record!);
            batch.Records.Add(mapped.Record!);
        }
        batch.Bytes += element.Length;
    }
}

/// <summary>What became of some elements of a snapshot. Batches are small, so that records and rejected elements are collected by the
/// garbage collector's first generation.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
internal sealed class MappedBatch<T>
{
    /// <summary>Elements of a full batch.</summary>
    public const int MaxElements = 250;

    /// <summary>Landed bytes that fill a batch: a single element can be as large as thousands of others.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Accepted records, each key once in the whole snapshot.</summary>
    public List<T> Records { get; } = new(MaxElements);

    public List<RejectedElement> Rejected { get; } = [];

    /// <summary>Keys of elements that are none of the store's figures.</summary>
    public List<long> Skipped { get; } = [];

    /// <summary>Landed bytes of both.</summary>
    public long Bytes { get; set; }

    /// <summary>True if the next elements stand somewhere else in the snapshot: there are chunks that are not mapped.</summary>
    public bool EndsChunk { get; set; }

    public bool IsFull => Records.Count + Rejected.Count + Skipped.Count >= MaxElements || Bytes >= MaxBytes;

    public void Clear()
    {
        Records.Clear();
        Rejected.Clear();
        Skipped.Clear();
        Bytes = 0;
        EndsChunk = false;
    }
}
