namespace EcommerceEtl.Worker.Landing;

/// <summary>Lands one snapshot. Its entities may be landed side by side, each by its own writer.</summary>
internal sealed class SnapshotWriter(
    SnapshotIdentity identity, ChunkFiles files, TimeProvider clock, Snapshot? previous, int chunkBits) : IAsyncDisposable
{
    private readonly SortedDictionary<Entity, EntityWriter> _writers = [];
    private readonly List<LandedEntity> _added = [];

    /// <summary>Begins an entity.</summary>
    /// <param name="entity">Each at most once.</param>
    /// <param name="fields">What of it may be landed, from the source.</param>
    public EntityWriter Open(Entity entity, EntityFields fields)
    {
        var provenance = LandedEntity.ProvenanceOf(identity.Address.Text, fields);
        var writer = new EntityWriter(entity, fields, provenance, files, clock, Reusable(entity, provenance), identity.Erased, chunkBits);
        _writers.Add(entity, writer);
        return writer;
    }

    /// <summary>Takes an entity over from the snapshot before, where it was landed as it would be now.</summary>
    /// <returns>False if it has to be asked for.</returns>
    public bool TryKeep(Entity entity, EntityFields fields)
    {
        if (Earlier(entity, LandedEntity.ProvenanceOf(identity.Address.Text, fields)) is not { } earlier)
            return false;
        _added.Add(earlier with { Bytes = 0 });
        return true;
    }

    /// <summary>Adds an entity that was landed in another way.</summary>
    public void Add(LandedEntity landed) => _added.Add(landed);

    /// <summary>The snapshot of all entities that were opened or added; its verdict is pending, and it is not saved yet.</summary>
    /// <exception cref="InvalidOperationException">An entity is not complete.</exception>
    public Snapshot Complete()
    {
        var landed = _writers.Values.Select(writer => writer.Landed).Concat(_added).OrderBy(entity => entity.Entity).ToArray();
        return new Snapshot
        {
            Format = Snapshot.CurrentFormat,
            Store = identity.Store,
            Kind = identity.Kind,
            Host = identity.Address.Host,
            Address = identity.Address.Text,
            Currency = identity.Currency,
            TimeZone = identity.TimeZone,
            TakenAt = identity.TakenAt,
            RunId = identity.RunId,
            Slot = identity.Slot,
            Entities = [.. landed],
            Verdict = SnapshotVerdict.Pending,
            Erased = identity.Erased.Stamp,
            Hash = Snapshot.HashOf(landed),
        };
    }

    /// <summary>Ends the writing: afterwards no partial file of this snapshot is left.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers.Values)
            await writer.WaitForWritesAsync();
    }

    /// <summary>Chunks are read back, which takes a while, only where the shop can be asked at all: where there is an ETag.</summary>
    private LandedEntity? Reusable(Entity entity, string provenance) =>
        previous?.Find(entity) is { ETag: not null } ? Earlier(entity, provenance) : null;

    private LandedEntity? Earlier(Entity entity, string provenance) =>
        previous?.Find(entity) is { Coverage: Coverage.Complete } earlier && earlier.Provenance == provenance
        && !previous.Lacks(identity.Erased) && files.CanUseAgain(earlier.Chunks) ? earlier : null;
}
