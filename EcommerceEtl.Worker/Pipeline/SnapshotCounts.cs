using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

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
            // What is left of a thinned snapshot removes nothing, so that nothing can have shrunk.
            if (landed.Coverage is Coverage.Complete && !extracted.Snapshot.IsProductsOnly)
                counts._present[landed.Entity] = present;
        }
        return counts;
    }
}
