using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Worker.Landing;

/// <summary>
/// Lands the elements of one entity in the order they come. While one chunk is hashed, compressed and written, the next is filled; never
/// more than two are held. The same elements always give the same chunks. For one caller at a time.
/// </summary>
public sealed class EntityWriter
{
    private readonly string _provenance;
    private readonly ChunkFiles _files;
    private readonly FieldFilter _filter;
    private readonly TimeProvider _clock;
    private readonly DateTime _startedAt;
    private readonly List<LandedChunk> _chunks = [];
    private ChunkBuffer _filling = new();
    private ChunkBuffer _spare = new();
    private Task<LandedChunk>? _writing;
    private bool _writingCounts;
    private long _elements;
    private long _leftOut;
    private long _keyless;
    private long? _firstKey;
    private bool _ascending = true;

    internal EntityWriter(Entity entity, EntityFields fields, string provenance, ChunkFiles files, TimeProvider clock,
        LandedEntity? previous,
        ErasedCustomers erased)
    {
        Entity = entity;
        Previous = previous;
        _provenance = provenance;
        _files = files;
        _filter = new FieldFilter(fields, erased);
        _clock = clock;
        _startedAt = clock.GetUtcNow().UtcDateTime;
        _ascending = fields.Ids == IdForm.Number;
        IdsAreNumbers = _ascending;
    }

    public Entity Entity { get; }

    /// <summary>
    /// What an earlier snapshot landed of this entity, if it came from the same address by the same rules and all of it still lies here
    /// whole: the shop may be asked by its ETag whether that is still so. Null otherwise.
    /// </summary>
    public LandedEntity? Previous { get; }

    /// <summary>Elements that came since the last reset, those that were left out since they are erased customers included.</summary>
    public long Received => _elements + _leftOut;

    /// <summary>The last id that could be read since the last reset.</summary>
    internal ElementId? LastId { get; private set; }

    /// <summary>What was landed, once <see cref="CompleteAsync"/> has been called.</summary>
    internal LandedEntity? Landed { get; private set; }

    private bool IdsAreNumbers { get; }

    /// <summary>Lands one element, a whole JSON value; its bytes may be reused as soon as this returns.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    /// <exception cref="JsonException">The bytes are no JSON value.</exception>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> element, CancellationToken ct) =>
        CountAsync(_filter.Land(element.Span, _filling, out var id), id, ct);

    /// <summary>Begins an element that is too large to be held and comes token by token.</summary>
    internal void BeginElement() => _filter.Begin(_filling);

    /// <inheritdoc cref="FieldFilter.Take"/>
    internal bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped) => _filter.Take(ref json, block, dropped);

    /// <summary>Ends the element that came token by token.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    internal ValueTask EndElementAsync(CancellationToken cancellationToken) =>
        CountAsync(_filter.End(out var id), id, cancellationToken);

    /// <summary>
    /// Drops what was landed so far: the response it came from broke off and is asked for again. Chunk files that are on disk already stay
    /// there under their content's name, usually to be met again at once; nothing refers to them.
    /// </summary>
    public void Reset()
    {
        _chunks.Clear();
        _filling.Clear();
        _filter.Drift.Clear();
        _writingCounts = false;
        (_elements, _leftOut, _keyless, _firstKey, LastId, _ascending) = (0, 0, 0, null, null, IdsAreNumbers);
        Landed = null;
    }

    /// <summary>Writes the last chunk and states what was landed.</summary>
    /// <param name="coverage">How much of the entity this is.</param>
    /// <param name="bytes">Bytes received, after decompression.</param>
    /// <param name="etag">The response's ETag as sent, if any.</param>
    /// <param name="lastModified">The response's Last-Modified as sent, if any.</param>
    /// <param name="ct">Stops the wait for the file system.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task CompleteAsync(Coverage coverage, long bytes, string? etag, string? lastModified, CancellationToken ct)
    {
        if (_filling.Elements > 0)
            await FlushAsync(ct);
        await FinishWriteAsync(ct);
        Landed = new LandedEntity
        {
            Entity = Entity,
            Coverage = coverage,
            Chunks = [.. _chunks],
            Elements = _elements,
            LeftOut = _leftOut,
            Keyless = _keyless,
            Ascending = _ascending,
            FirstKey = _firstKey,
            LastKey = LastId?.Key,
            Bytes = bytes,
            ETag = etag,
            LastModified = lastModified,
            Provenance = _provenance,
            Drift = _filter.Drift.Names(),
            StartedAt = _startedAt,
            FinishedAt = _clock.GetUtcNow().UtcDateTime,
            Hash = LandedEntity.HashOf(_chunks),
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

    /// <summary>Waits until no file is being written; what the write ended with no longer matters.</summary>
    internal async ValueTask WaitForWriteAsync()
    {
        if (_writing is not null)
            await _writing.ContinueWith(
                static write => _ = write.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    private ValueTask CountAsync(bool landed, ElementId? id, CancellationToken cancellationToken)
    {
        if (!landed)
        {
            _leftOut++;
            return default;
        }
        _elements++;
        if (id is not { } known)
        {
            _keyless++;
        }
        else
        {
            _ascending &= LastId is not { } before || known.Key > before.Key;
            _firstKey ??= known.Key;
            LastId = known;
        }
        return _filling.Elements >= ChunkFiles.FullElements || _filling.Length >= ChunkFiles.FullBytes
            ? FlushAsync(cancellationToken) : default;
    }

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        await FinishWriteAsync(ct);
        var full = _filling;
        (_filling, _spare) = (_spare, _filling);
        _filling.Clear();
        _writingCounts = true;
        _writing = Task.Run(() => _files.Write(full), CancellationToken.None);
    }

    private async ValueTask FinishWriteAsync(CancellationToken ct)
    {
        if (_writing is null)
            return;
        var chunk = await _writing.WaitAsync(ct);
        _writing = null;
        if (_writingCounts)
            _chunks.Add(chunk);
    }
}
