using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>Brings landed elements into the order of their keys, where the shop did not send them in it. They are sorted in a file: only
/// their keys and places are in memory.</summary>
/// <param name="ids">The form of the elements' ids.</param>
/// <param name="chunkBits">How rarely chunks end (<see cref="ChunkEnd"/>).</param>
internal sealed class ElementSort(ChunkFiles files, IdForm ids, int chunkBits)
{
    /// <summary>Greater than every key: elements without one come last.</summary>
    private const long NoKey = long.MaxValue;

    private readonly ChunkBuffer _filling = new();
    private readonly List<LandedChunk> _sorted = [];

    /// <summary>Writes the elements of some chunks into others. Those of one key stay in the order in which they came, and those without a
    /// readable key get chunks of their own at the end.</summary>
    /// <exception cref="EtlException"><c>landing_damaged</c> or <c>landing_unavailable</c>.</exception>
    public SortedElements Sort(IReadOnlyCollection<LandedChunk> chunks)
    {
        using var scratch = files.OpenScratch();
        var places = Spread(chunks, scratch);
        places.Sort(static (one, other) => (one.Key, one.Offset).CompareTo((other.Key, other.Offset)));
        byte[] element = [];
        var ascending = true;
        for (var at = 0; at < places.Count; at++)
        {
            var place = places[at];
            long? before = at == 0 ? null : places[at - 1].Key;
            ascending &= place.Key == NoKey || before is null || before < place.Key;
            if (place.Key == NoKey && before < NoKey)
                Write();
            if (element.Length < place.Length)
                element = new byte[2 * place.Length];
            LandingErrors.Reading(scratch.Name, () =>
            {
                scratch.Position = place.Offset;
                scratch.ReadExactly(element, 0, place.Length);
                return place.Length;
            });
            _filling.Append(element.AsSpan(0, place.Length));
            _filling.EndLine();
            if (_filling.IsFull || (place.Key != NoKey && ChunkEnd.IsAt(place.Key, chunkBits)))
                Write();
        }
        Write();
        var last = places.FindLastIndex(place => place.Key != NoKey);
        return last < 0
            ? new SortedElements([.. _sorted], ascending, null, null)
            : new SortedElements([.. _sorted], ascending, places[0].Key, places[last].Key);
    }

    /// <summary>Writes all elements one after the other into a file, and notes where each of them lies.</summary>
    private List<Place> Spread(IReadOnlyCollection<LandedChunk> chunks, FileStream scratch)
    {
        List<Place> places = new((int)chunks.Sum(chunk => (long)chunk.Elements));
        var buffer = ChunkFiles.BufferFor(chunks);
        long offset = 0;
        foreach (var chunk in chunks)
        {
            var content = files.Read(chunk, buffer);
            LandingErrors.Writing(scratch.Name, () => scratch.Write(content.Span));
            foreach (var element in new NdjsonLines(content))
            {
                places.Add(new Place(
                    JsonIds.TryReadKey(element.Span, ids, out var key, out _) ? key : NoKey, offset, element.Length));
                offset += element.Length + 1;
            }
        }
        return places;
    }

    private void Write()
    {
        if (_filling.Elements > 0)
            _sorted.Add(files.Write(_filling));
        _filling.Clear();
    }

    /// <summary>Where an element lies.</summary>
    private readonly record struct Place(long Key, long Offset, int Length);
}

/// <summary>Elements in the order of their keys.</summary>
/// <param name="Ascending">True if no key comes twice.</param>
/// <param name="FirstKey">Key of the first element that has one; null if none has.</param>
/// <param name="LastKey">The same of the last one.</param>
internal sealed record SortedElements(ImmutableArray<LandedChunk> Chunks, bool Ascending, long? FirstKey, long? LastKey);
