using EcommerceEtl.Data.Quarantine;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What became of a run of elements.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
internal sealed class MappedBatch<T>
{
    /// <summary>Accepted records, each key once in the whole snapshot.</summary>
    public List<T> Records { get; } = [];

    public List<RejectedElement> Rejected { get; } = [];
}
