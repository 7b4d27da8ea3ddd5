using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing.Changes;

/// <summary>The carts that are held of a shop that is read by its changes: chunks in the order of their keys, into which changed carts are
/// merged. Only chunks that hold one of them are written anew. For one caller at a time.</summary>
/// <param name="stampOf">Reads the stamp of a landed cart.</param>
/// <param name="memory">Keeps what the shop no longer states of a cart.</param>
/// <param name="earlier">What was held before all was read anew.</param>
/// <param name="chunkBits">How rarely chunks end (<see cref="ChunkEnd"/>).</param>
internal sealed class LandedCarts(
    ChunkFiles files, StampReader stampOf, ElementMemory memory, EarlierCarts earlier, int chunkBits, ImmutableArray<LandedChunk> chunks)
{
    private readonly SortedDictionary<DateTime, long> _months = [];

    // Kept from one merging to the next, since each of them is a megabyte and more.
    private readonly ChunkBuffer _filling = new();
    private byte[] _buffer = [];

    /// <summary>Its files, in the order of keys.</summary>
    public ImmutableArray<LandedChunk> Chunks { get; private set; } = chunks;

    /// <summary>How many carts there are of each month of creation.</summary>
    public IReadOnlyDictionary<DateTime, long> Months => _months;

    /// <summary>States what an earlier snapshot counted.</summary>
    public void CountedBefore(IEnumerable<LandedMonth> months)
    {
        foreach (var month in months.Where(month => month.Elements > 0))
            _months[month.Begin] = month.Elements;
    }

    /// <summary>The month of a moment.</summary>
    public static DateTime MonthOf(DateTime time) => new(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The stamps of all carts that were created in a range of time.</summary>
    /// <param name="before">The end of the range, not included.</param>
    /// <exception cref="EtlException"><c>landing_damaged</c> or <c>landing_unavailable</c>.</exception>
    public Dictionary<long, ElementStamp> StampsOf(DateTime from, DateTime before)
    {
        Dictionary<long, ElementStamp> found = [];
        foreach (var chunk in Chunks.Where(chunk => chunk.Newest >= from && chunk.Oldest < before))
            foreach (var element in Read(chunk))
                if (stampOf(element.Span) is var stamp && stamp.Created >= from && stamp.Created < before)
                    found.Add(stamp.Key, stamp);
        return found;
    }

    /// <summary>Merges changed carts, and takes out those that are gone.</summary>
    /// <param name="changed">Carts by key.</param>
    /// <param name="read">Reads a changed cart.</param>
    /// <param name="gone">Keys of carts that the shop no longer has.</param>
    /// <exception cref="EtlException"><c>landing_damaged</c> or <c>landing_unavailable</c>.</exception>
    public void Merge(IReadOnlyDictionary<long, PendingCart> changed, Func<PendingCart, byte[]> read, IReadOnlySet<long> gone)
    {
        long[] keys = [.. changed.Keys.Union(gone).Order()];
        if (keys.Length == 0)
            return;
        _filling.Clear();
        var output = new Output(files, chunkBits, _filling);
        var next = 0;
        for (var at = 0; at < Chunks.Length; at++)
        {
            var chunk = Chunks[at];
            // Keys before the first chunk belong to it, and those between two chunks to the earlier one.
            var end = at + 1 < Chunks.Length ? Chunks[at + 1].FirstKey!.Value : long.MaxValue;
            if (output.IsAtEnd && (next == keys.Length || keys[next] >= end))
            {
                output.Keep(chunk);
                continue;
            }
            foreach (var element in Read(chunk))
            {
                var stamp = stampOf(element.Span);
                while (next < keys.Length && keys[next] < stamp.Key)
                    Put(keys[next++], null);
                if (next < keys.Length && keys[next] == stamp.Key)
                    Put(keys[next++], new Held(stamp, element));
                else
                    output.Add(element.Span, stamp);
            }
            while (next < keys.Length && keys[next] < end)
                Put(keys[next++], null);
        }
        while (next < keys.Length)
            Put(keys[next++], null);
        Chunks = output.Complete();

        void Put(long key, Held? held)
        {
            var mayStay = !gone.Contains(key);
            // What was read later may still be older: two lists of a shop need not show the same moment.
            var newer = changed.TryGetValue(key, out var pending)
                && (held is null || pending.Replaces || pending.Stamp.Changed >= held.Value.Stamp.Changed) ? pending : null;
            if (held is { } before)
                Count(before.Stamp.Created, -1);
            if (newer is not null)
            {
                Count(newer.Stamp.Created, 1);
                var element = read(newer);
                if (held is not { } version)
                    element = earlier.Complete(newer.Stamp, element);
                // A cart that was created at another time is another one: its id was given away again.
                else if (version.Stamp.Created == newer.Stamp.Created)
                    element = memory(version.Element.Span, element);
                output.Add(element, newer.Stamp);
            }
            else if (mayStay && held is { } same)
            {
                Count(same.Stamp.Created, 1);
                output.Add(same.Element.Span, same.Stamp);
            }
        }
    }

    private NdjsonLines Read(LandedChunk chunk)
    {
        if (_buffer.Length <= chunk.Bytes)
            _buffer = ChunkFiles.BufferFor(Chunks);
        return new NdjsonLines(files.Read(chunk, _buffer));
    }

    private void Count(DateTime created, int difference)
    {
        var month = MonthOf(created);
        var count = _months.GetValueOrDefault(month) + difference;
        if (count == 0)
            _months.Remove(month);
        else
            _months[month] = count;
    }

    /// <summary>A cart that is held already.</summary>
    private readonly record struct Held(ElementStamp Stamp, ReadOnlyMemory<byte> Element);

    /// <summary>Collects the chunks of the merged list.</summary>
    private sealed class Output(ChunkFiles files, int chunkBits, ChunkBuffer filling)
    {
        private readonly ImmutableArray<LandedChunk>.Builder _chunks = ImmutableArray.CreateBuilder<LandedChunk>();
        private long _firstKey;
        private DateTime _oldest, _newest;

        /// <summary>True if the next cart begins a chunk, so that chunks may be kept as they are.</summary>
        public bool IsAtEnd => filling.Elements == 0;

        public void Keep(LandedChunk chunk) => _chunks.Add(chunk);

        public void Add(ReadOnlySpan<byte> element, ElementStamp stamp)
        {
            if (IsAtEnd)
                (_firstKey, _oldest, _newest) = (stamp.Key, stamp.Created, stamp.Created);
            _oldest = stamp.Created < _oldest ? stamp.Created : _oldest;
            _newest = stamp.Created > _newest ? stamp.Created : _newest;
            filling.Append(element);
            filling.EndLine();
            if (filling.IsFull || ChunkEnd.IsAt(stamp.Key, chunkBits))
                Write();
        }

        public ImmutableArray<LandedChunk> Complete()
        {
            if (!IsAtEnd)
                Write();
            return _chunks.ToImmutable();
        }

        private void Write()
        {
            _chunks.Add(files.Write(filling) with { FirstKey = _firstKey, Oldest = _oldest, Newest = _newest });
            filling.Clear();
        }
    }
}
