using System.Collections.Immutable;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Landing;

/// <summary>The folder in which raw snapshots are kept.</summary>
public sealed class LandingZone(string root, TimeProvider clock)
{
    private readonly string _root = root;
    private readonly TimeProvider _clock = clock;

    public SnapshotWriter Begin(SnapshotIdentity identity) => throw new NotImplementedException($"{_root}{_clock}{identity}");

    public Task SaveManifestAsync(Snapshot snapshot, CancellationToken ct) => throw new NotImplementedException($"{_root}{snapshot}");

    public Task<ImmutableArray<Snapshot>> ListAsync(string store, CancellationToken ct) => throw new NotImplementedException($"{_root}{store}");

    public Task<Snapshot?> FindAsync(string store, long runId, CancellationToken ct) => throw new NotImplementedException($"{_root}{store}{runId}");

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(Snapshot snapshot, Entity entity, CancellationToken ct) =>
        throw new NotImplementedException($"{_root}{snapshot}{entity}");
}
