using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>Lands the elements of one entity in the order of their keys. While chunks are hashed, compressed and written, the next is
/// filled. The same elements always give the same chunks.</summary>
public sealed class EntityWriter : IElementSink
{
    /// <summary>Chunks that are being written while the next is filled. They differ much in size: with one alone a small chunk would wait
    /// for a large one before it.</summary>
    private const int MaxWrites = 3;

    private readonly string _provenance;
    private readonly ChunkFiles _files;
    private readonly FieldFilter _filter;
    private readonly TimeProvider _clock;
    private readonly DateTime _startedAt;
    private readonly PageEnd _start;
    private readonly IdForm _ids;
    private readonly int _chunkBits;
    private readonly List<LandedChunk> _chunks = [];
    private readonly Queue<ChunkWrite> _writes = new(MaxWrites);
    private readonly Stack<ChunkBuffer> _spares = new(MaxWrites);
    private ChunkBuffer _filling = new();
    private Progress _now;
    private PageEnd _pageEnd;

    internal EntityWriter(
        Entity entity, EntityFields fields, string provenance, ChunkFiles files, TimeProvider clock, LandedEntity? previous,
        ErasedCustomers erased, int chunkBits)
    {
        Entity = entity;
        Previous = previous;
        _provenance = provenance;
        _files = files;
        _filter = new FieldFilter(fields, erased);
        _clock = clock;
        _ids = fields.Ids;
        _chunkBits = chunkBits;
        _startedAt = clock.GetUtcNow().UtcDateTime;
        _now.Ascending = _now.IsSorted = true;
        EndPage();
        _start = _pageEnd;
    }

    public Entity Entity { get; }

    /// <summary>What an earlier snapshot landed of this entity, if it came from the same address by the same rules and all of it still lies
    /// here whole: the shop may be asked by its ETag whether that is still so. Null otherwise.</summary>
    public LandedEntity? Previous { get; }

    public ElementId? LastId => _now.LastId;

    /// <summary>What was landed, once <see cref="CompleteAsync"/> has been called.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    internal LandedEntity Landed
    {
        get => field ?? throw new InvalidOperationException($"The entity {Entity} was opened and never completed.");
        private set;
    }

    /// <remarks>Chunk files that are on disk already stay there under their content's name, usually to be met again at once; nothing refers
    /// to them.</remarks>
    public void BeginPage()
    {
        var counted = Math.Min(_chunks.Count, _pageEnd.Chunks);
        _chunks.RemoveRange(counted, _chunks.Count - counted);
        foreach (var write in _writes.Where(write => write.Counts))
            write.Counts = counted++ < _pageEnd.Chunks;
        _filling.StartWith(_pageEnd.Written ?? _filling.Written.Span[.._pageEnd.Length], _pageEnd.Lines);
        _filter.Drift = _pageEnd.Drift.Copy();
        _now = _pageEnd.Progress;
        _pageEnd = _pageEnd with { Written = null };
    }

    /// <summary>Voids all that came so far: the first page follows once more.</summary>
    public void StartOver()
    {
        _pageEnd = _start;
        BeginPage();
    }

    public void BeginElement() => _filter.Begin(_filling);

    public bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped) => _filter.Take(ref json, block, dropped);

    public bool EndElement(ReadOnlySpan<byte> own)
    {
        var landed = _filter.End(own, out var id);
        _now.Count(landed, id);
        return _filling.IsFull || (landed && id is { } known && ChunkEnd.IsAt(known.Key, _chunkBits));
    }

    public void AbandonElement() => _filter.Abandon();

    /// <summary>Lets the chunk that is full be written, and begins the next one.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>: the chunk before could not be written.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_writes.Count == MaxWrites)
            await FinishWriteAsync(cancellationToken);
        // Of the pages before this one, what lies in this chunk may be wanted again.
        if (_pageEnd.Written is null)
            _pageEnd = _pageEnd with { Written = _filling.Written[.._pageEnd.Length].ToArray() };
        var full = _filling;
        _filling = _spares.TryPop(out var spare) ? spare : new ChunkBuffer();
        _filling.Clear();
        _writes.Enqueue(new ChunkWrite(full, Task.Run(() => _files.Write(full), CancellationToken.None)));
    }

    /// <summary>The page is whole: should the next one break off, everything up to here stays.</summary>
    public void EndPage() => _pageEnd = new PageEnd(
        _now, _chunks.Count + _writes.Count(write => write.Counts), _filling.Length, _filling.Elements, _filter.Drift.Copy());

    /// <summary>Writes the last chunk and states what was landed.</summary>
    /// <param name="bytes">Bytes received, after decompression.</param>
    /// <param name="etag">The response's ETag as sent, if any.</param>
    /// <param name="lastModified">The response's Last-Modified as sent, if any.</param>
    /// <param name="cancellationToken">Stops the wait for the file system.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task CompleteAsync(Coverage coverage, long bytes, string? etag, string? lastModified, CancellationToken cancellationToken)
    {
        if (_filling.Elements > 0)
            await FlushAsync(cancellationToken);
        while (_writes.Count > 0)
            await FinishWriteAsync(cancellationToken);
        var elements = _now.IsSorted ? new SortedElements([.. _chunks], _now.Ascending, _now.FirstKey, _now.LastId?.Key)
            : await Task.Run(() => new ElementSort(_files, _ids, _chunkBits).Sort(_chunks), cancellationToken);
        Landed = new LandedEntity
        {
            Entity = Entity,
            Coverage = coverage,
            Chunks = elements.Chunks,
            Elements = _now.Elements,
            LeftOut = _now.LeftOut,
            Keyless = _now.Keyless,
            Ascending = elements.Ascending,
            FirstKey = elements.FirstKey,
            LastKey = elements.LastKey,
            Bytes = bytes,
            ETag = etag,
            LastModified = lastModified,
            Provenance = _provenance,
            Drift = _filter.Drift.Names(),
            StartedAt = _startedAt,
            FinishedAt = _clock.GetUtcNow().UtcDateTime,
            Hash = LandedEntity.HashOf(elements.Chunks),
        };
    }

    /// <summary>States that the shop still has exactly what <see cref="Previous"/> landed: its chunks stand in the new snapshot
    /// too.</summary>
    /// <exception cref="InvalidOperationException">There is no such earlier entity.</exception>
    public void KeepPrevious()
    {
        var previous = Previous ?? throw new InvalidOperationException($"There are no earlier {Entity} to keep.");
        Landed = previous with { Bytes = 0, StartedAt = _startedAt, FinishedAt = _clock.GetUtcNow().UtcDateTime };
    }

    /// <summary>Waits until no file is being written; what the writes ended with no longer matters.</summary>
    internal Task WaitForWritesAsync() => Task.WhenAll(_writes.Select(write => write.Chunk)).ContinueWith(
        static writes => _ = writes.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async ValueTask FinishWriteAsync(CancellationToken cancellationToken)
    {
        var oldest = _writes.Peek();
        var chunk = await oldest.Chunk.WaitAsync(cancellationToken);
        _spares.Push(_writes.Dequeue().Buffer);
        if (oldest.Counts)
            _chunks.Add(chunk);
    }

    /// <summary>A chunk that is being written.</summary>
    private sealed class ChunkWrite(ChunkBuffer buffer, Task<LandedChunk> chunk)
    {
        public ChunkBuffer Buffer => buffer;

        public Task<LandedChunk> Chunk => chunk;

        /// <summary>False once the page that it belongs to has broken off.</summary>
        public bool Counts { get; set; } = true;
    }

    /// <summary>What was counted so far.</summary>
    private record struct Progress
    {
        public long Elements { get; private set; }

        public long LeftOut { get; private set; }

        public long Keyless { get; private set; }

        public long? FirstKey { get; private set; }

        public ElementId? LastId { get; private set; }

        /// <summary>True while no key was less than the one before.</summary>
        public bool IsSorted { get; set; }

        /// <summary>True while each key was greater than the one before.</summary>
        public bool Ascending { get; set; }

        public void Count(bool landed, ElementId? id)
        {
            if (!landed)
            {
                LeftOut++;
                return;
            }
            Elements++;
            if (id is not { } known)
            {
                Keyless++;
                return;
            }
            Ascending &= LastId is not { } before || known.Key > before.Key;
            IsSorted &= LastId is not { } earlier || known.Key >= earlier.Key;
            FirstKey ??= known.Key;
            LastId = known;
        }
    }

    /// <summary>Everything as it was when the last whole page ended.</summary>
    /// <param name="Chunks">Chunks that were full.</param>
    /// <param name="Length">Bytes in the chunk that was being filled.</param>
    /// <param name="Lines">Elements in it.</param>
    private readonly record struct PageEnd(Progress Progress, int Chunks, int Length, int Lines, Drift Drift)
    {
        /// <summary>Those bytes, once that chunk is full.</summary>
        public byte[]? Written { get; init; }
    }
}
