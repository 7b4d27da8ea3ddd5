using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>How many different elements a snapshot has, and the keys of those entities whose keys did not ascend.</summary>
internal sealed class SnapshotCensus
{
    private readonly Dictionary<Entity, SnapshotKeys> _keys = [];
    private readonly Dictionary<Entity, long> _present = [];

    /// <summary>Different elements an entity, of the entities covered completely.</summary>
    public IReadOnlyDictionary<Entity, long> Present => _present;

    /// <summary>The keys of an entity, or null if they were seen to ascend.</summary>
    public SnapshotKeys? KeysOf(Entity entity) => _keys.GetValueOrDefault(entity);

    /// <summary>Counts a snapshot.</summary>
    public static async Task<SnapshotCensus> TakeAsync(
        LandingZone landing, Snapshot snapshot, IShopSource source, MappingContext context, CancellationToken cancellationToken)
    {
        var census = new SnapshotCensus();
        foreach (var landed in snapshot.Entities)
        {
            if (!landed.Ascending)
                census._keys[landed.Entity] =
                    await SnapshotKeys.ReadAsync(landing, snapshot, landed.Entity, source, context, cancellationToken);
            // What is left of a thinned snapshot removes nothing, so that nothing can have shrunk.
            if (landed.Coverage is Coverage.Complete && !snapshot.IsProductsOnly)
                census._present[landed.Entity] = landed.Ascending ? landed.Elements : census._keys[landed.Entity].Present;
        }
        return census;
    }
}
