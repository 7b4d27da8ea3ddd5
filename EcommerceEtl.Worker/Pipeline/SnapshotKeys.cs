using System.IO.Hashing;
using System.Text;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Reading;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// The keys of one entity of a snapshot, known before its load: which appear more than once and which of their elements counts. A snapshot
/// whose keys were seen to ascend while landing needs no such look; otherwise 8 bytes a key are held, all that grows with the carts.
/// </summary>
internal sealed class SnapshotKeys
{
    private readonly Dictionary<long, Repeated> _repeated = [];

    private readonly uint[] _prints;

    private SnapshotKeys(long[] sorted, uint[] prints)
    {
        Sorted = sorted;
        _prints = prints;
    }

    /// <summary>Every readable key in ascending order, repeated ones as often as they appear.</summary>
    public long[] Sorted { get; }

    /// <summary>Number of different keys, plus elements without one: what the shop has of this entity.</summary>
    public long Present { get; private set; }

    /// <summary>What an element is among those with its key.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="text">The shop's own id where its ids are texts.</param>
    /// <param name="position">Its position in the snapshot, from 0.</param>
    public ElementRole RoleOf(long key, string? text, long position) =>
        _repeated.TryGetValue(key, out var repeated) ? repeated.RoleOf(text, position) : ElementRole.Only;

    /// <summary>Lets the texts that are remembered from earlier snapshots own their keys, wherever they stand in this one.</summary>
    /// <param name="remembered">The remembered text of a key; null if there is none.</param>
    public void Remember(Func<long, string?> remembered)
    {
        foreach (var (key, repeated) in _repeated)
            if (remembered(key) is { } text)
                repeated.Prefer(text);
    }

    /// <summary>
    /// True if the snapshot has the key for another text than this. Customers whose ids are texts alone: four more bytes of each are kept
    /// to tell.
    /// </summary>
    public bool BelongsToAnother(long key, string text)
    {
        if (_repeated.TryGetValue(key, out var repeated))
            return repeated.Text != text;
        var at = Array.BinarySearch(Sorted, key);
        return at >= 0 && at < _prints.Length && _prints[at] != PrintOf(text);
    }

    /// <summary>Reads the keys of an entity. Elements whose key is repeated are mapped as well, to see which of them are good.</summary>
    public static async Task<SnapshotKeys> ReadAsync(Extracted extracted, Entity entity, CancellationToken cancellationToken)
    {
        var source = extracted.Claim.Source;
        List<long> keys = [];
        List<uint> prints = [];
        var printed = entity == Entity.Customers && source.Kind.Ids == IdForm.Text;
        long unreadable = 0;
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                if (!source.TryReadKey(element.Span, out var key, out var text))
                {
                    unreadable++;
                    continue;
                }
                keys.Add(key);
                if (printed)
                    prints.Add(PrintOf(text!));
            }
        }
        var (sorted, sortedPrints) = (keys.ToArray(), prints.ToArray());
        Array.Sort(sorted, printed ? sortedPrints : null);
        var read = new SnapshotKeys(sorted, sortedPrints);
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] == sorted[i - 1])
                read._repeated.TryAdd(sorted[i], new Repeated());
        read.Present = unreadable + sorted.Length - CountRepeats(sorted);
        if (read._repeated.Count > 0)
            await read.FindWinnersAsync(extracted, entity, cancellationToken);
        return read;
    }

    /// <summary>Another hash than the key's: texts that share both are not to be expected.</summary>
    private static uint PrintOf(string text) => XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(text));

    private static long CountRepeats(long[] sorted)
    {
        long repeats = 0;
        for (var i = 1; i < sorted.Length; i++)
            repeats += sorted[i] == sorted[i - 1] ? 1 : 0;
        return repeats;
    }

    private async Task FindWinnersAsync(Extracted extracted, Entity entity, CancellationToken cancellationToken)
    {
        var source = extracted.Claim.Source;
        long position = 0;
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                if (source.TryReadKey(element.Span, out var key, out var text) && _repeated.TryGetValue(key, out var repeated))
                    repeated.Meet(text, position, good: source.Judge(entity, element.Span, extracted.Mapping) is null);
                position++;
            }
        }
    }

    /// <summary>
    /// A key that appears more than once. The first text it stands for owns it unless one is remembered. Of the elements with that text
    /// the last good one counts, and the last bad one is what stands in the quarantine.
    /// </summary>
    private sealed class Repeated
    {
        private readonly List<(string? Text, long Good, long Bad)> _met = [];
        private int _owner;

        public string? Text => _met[_owner].Text;

        public ElementRole RoleOf(string? text, long position)
        {
            var (owner, good, bad) = _met[_owner];
            return owner != text ? ElementRole.Collision
                : position == good ? ElementRole.Only
                : position != bad ? ElementRole.Duplicate
                : good >= 0 ? ElementRole.BadTwin
                : ElementRole.Only;
        }

        public void Meet(string? text, long position, bool good)
        {
            var at = _met.FindIndex(met => met.Text == text);
            if (at < 0)
            {
                at = _met.Count;
                _met.Add((text, -1, -1));
            }
            _met[at] = good ? _met[at] with { Good = position } : _met[at] with { Bad = position };
        }

        public void Prefer(string text) => _owner = Math.Max(0, _met.FindIndex(met => met.Text == text));
    }
}

/// <summary>What an element is among those with its key.</summary>
internal enum ElementRole
{
    /// <summary>The one that counts, good or bad.</summary>
    Only,

    /// <summary>Another one with its id stands for it.</summary>
    Duplicate,

    /// <summary>A bad one beside a good one with its id: the quarantine's, while the row is the good one's.</summary>
    BadTwin,

    /// <summary>Its id is another text, to which the key belongs.</summary>
    Collision,
}
