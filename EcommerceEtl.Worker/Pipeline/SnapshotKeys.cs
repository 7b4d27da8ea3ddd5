using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>The keys of one entity of a snapshot, known before its load: which appear more than once and which of their elements counts. A
/// snapshot whose keys were seen to ascend while landing needs no such look; otherwise 8 bytes a key are held, all that grows with the
/// carts.</summary>
internal sealed class SnapshotKeys
{
    private readonly Dictionary<long, Repeated> _repeated;

    private SnapshotKeys(long[] sorted, long unreadable)
    {
        Sorted = sorted;
        _repeated = sorted.Zip(sorted.Skip(1)).Where(pair => pair.First == pair.Second).Select(pair => pair.First).Distinct()
            .ToDictionary(key => key, _ => new Repeated());
        Present = unreadable + sorted.Length - sorted.Zip(sorted.Skip(1)).LongCount(pair => pair.First == pair.Second);
    }

    /// <summary>Every readable key in ascending order, repeated ones as often as they appear.</summary>
    public long[] Sorted { get; }

    /// <summary>Number of different keys, plus elements without one: what the shop has of this entity.</summary>
    public long Present { get; }

    /// <summary>What an element is among those with its key.</summary>
    /// <param name="position">Its position in the snapshot, from 0.</param>
    public ElementRole RoleOf(long key, long position) =>
        _repeated.TryGetValue(key, out var repeated) ? repeated.RoleOf(position) : ElementRole.Only;

    /// <summary>Reads the keys of an entity. Elements whose key is repeated are mapped as well, to see which of them are good.</summary>
    /// <exception cref="EtlException">Two ids have one key (<see cref="ErrorCode.IdCollision"/>), or the landing zone cannot be
    /// read.</exception>
    public static async Task<SnapshotKeys> ReadAsync(Extracted extracted, Entity entity, CancellationToken cancellationToken)
    {
        var source = extracted.Claim.Source;
        List<long> keys = [];
        long unreadable = 0;
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                if (source.TryReadKey(element.Span, out var key, out _))
                    keys.Add(key);
                else
                    unreadable++;
            }
        }
        keys.Sort();
        var read = new SnapshotKeys([.. keys], unreadable);
        if (read._repeated.Count > 0)
            await read.FindWinnersAsync(extracted, entity, cancellationToken);
        return read;
    }

    private async Task FindWinnersAsync(Extracted extracted, Entity entity, CancellationToken cancellationToken)
    {
        var (source, store) = (extracted.Claim.Source, extracted.Claim.Identity.Name);
        long position = 0;
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                if (source.TryReadKey(element.Span, out var key, out var text) && _repeated.TryGetValue(key, out var repeated))
                {
                    IdCollision.Check(store, entity, key, repeated.Text ?? text, text);
                    repeated.Meet(text, position, good: source.Judge(entity, element.Span, extracted.Mapping) is null);
                }
                position++;
            }
        }
    }

    /// <summary>A key that appears more than once. Of its elements the last good one counts, and the last bad one is what stands in the
    /// quarantine.</summary>
    private sealed class Repeated
    {
        private long _good = -1;
        private long _bad = -1;

        public string? Text { get; private set; }

        public ElementRole RoleOf(long position) =>
            position == _good ? ElementRole.Only
            : position != _bad ? ElementRole.Duplicate : _good >= 0 ? ElementRole.BadTwin : ElementRole.Only;

        public void Meet(string? text, long position, bool good)
        {
            Text = text;
            if (good)
                _good = position;
            else
                _bad = position;
        }
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
}

/// <summary>How many different elements a snapshot has, and the keys of those entities whose keys did not ascend.</summary>
internal sealed class SnapshotCounts
{
    private readonly Dictionary<Entity, SnapshotKeys> _keys = [];
    private readonly Dictionary<Entity, long> _present = [];

    /// <summary>Different elements an entity, of the entities covered completely.</summary>
    public IReadOnlyDictionary<Entity, long> Present => _present;

    /// <summary>The keys of an entity, or null if they were seen to ascend.</summary>
    public SnapshotKeys? KeysOf(Entity entity) => _keys.GetValueOrDefault(entity);

    public static async Task<SnapshotCounts> ReadAsync(Extracted extracted, CancellationToken cancellationToken)
    {
        var counts = new SnapshotCounts();
        foreach (var landed in extracted.Snapshot.Entities)
        {
            var present = landed.Elements;
            if (!landed.Ascending)
            {
                var keys = counts._keys[landed.Entity] = await SnapshotKeys.ReadAsync(extracted, landed.Entity, cancellationToken);
                present = keys.Present;
            }
            // What is left of a thinned snapshot, and a history that is being filled, removes nothing, so that nothing can have shrunk.
            if (landed.IsWhole && !extracted.Snapshot.IsProductsOnly)
                counts._present[landed.Entity] = present;
        }
        return counts;
    }
}
