using EcommerceEtl.Data.Quarantine;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What became of a run of elements. Small, so that what is not kept of it dies young.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
internal sealed class MappedBatch<T>
{
    /// <summary>Elements of a full one.</summary>
    public const int Size = 250;

    /// <summary>Accepted records, each key once in the whole snapshot.</summary>
    public List<T> Records { get; } = new(Size);

    public List<RejectedElement> Rejected { get; } = [];

    public void Clear()
    {
        Records.Clear();
        Rejected.Clear();
    }
}
