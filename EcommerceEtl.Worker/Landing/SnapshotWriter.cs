using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Landing;

public sealed class SnapshotWriter : IAsyncDisposable
{
    /// <summary>Chunk files written so far; chunks that lay there already are not counted.</summary>
    public int ChunksWritten { get; private set; }

    public EntityWriter Open(Entity entity, EntityFields fields) => throw new NotImplementedException($"{ChunksWritten}{entity}{fields}");

    public Snapshot Complete() => throw new NotImplementedException($"{ChunksWritten}");

    public ValueTask DisposeAsync() => default;
}
