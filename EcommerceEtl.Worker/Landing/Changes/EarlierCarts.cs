namespace EcommerceEtl.Worker.Landing.Changes;

/// <summary>The carts that were held before all had to be read anew. Of each that comes again, what only its earlier version tells is
/// taken over. For one caller at a time.</summary>
/// <param name="lists">Lists of chunks in the order of their keys, the latest list first.</param>
/// <param name="stampOf">Reads the stamp of a landed cart.</param>
/// <param name="memory">Keeps what the shop no longer states of a cart.</param>
internal sealed class EarlierCarts(
    ChunkFiles files, IEnumerable<ImmutableArray<LandedChunk>> lists, StampReader stampOf, ElementMemory memory)
{
    private readonly ImmutableArray<Held> _lists = [.. lists.Select(list => new Held(files, list, stampOf))];

    /// <summary>The cart with what is taken over from the latest earlier version; as it is if there is none, or none that can be
    /// read.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public byte[] Complete(ElementStamp stamp, byte[] element)
    {
        foreach (var list in _lists)
            // A cart that was created at another time is another one: its id was given away again.
            if (list.TryFind(stamp.Key, out var earlier) && stampOf(earlier.Span).Created == stamp.Created)
                return memory(earlier.Span, element);
        return element;
    }

    /// <summary>One list. The chunk that was read last stays in memory, since carts are asked for in the order of their keys.</summary>
    private sealed class Held(ChunkFiles files, ImmutableArray<LandedChunk> chunks, StampReader stampOf)
    {
        private readonly long[] _firstKeys = [.. chunks.Select(chunk => chunk.FirstKey!.Value)];
        private readonly byte[] _buffer = ChunkFiles.BufferFor(chunks);
        private readonly Dictionary<long, ReadOnlyMemory<byte>> _elements = [];
        private int _read = -1;

        public bool TryFind(long key, out ReadOnlyMemory<byte> element)
        {
            var at = Array.BinarySearch(_firstKeys, key);
            at = at < 0 ? ~at - 1 : at;
            if (at >= 0 && at != _read)
                Read(at);
            return _elements.TryGetValue(key, out element);
        }

        private void Read(int at)
        {
            _elements.Clear();
            _read = at;
            try
            {
                foreach (var element in new NdjsonLines(files.Read(chunks[at], _buffer)))
                    _elements[stampOf(element.Span).Key] = element;
            }
            catch (EtlException error) when (error.Code == ErrorCode.LandingDamaged)
            {
                // What a damaged file told is lost; nothing brings it back.
                _elements.Clear();
            }
        }
    }
}
