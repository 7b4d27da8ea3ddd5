using EcommerceEtl.Data.Quarantine;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What became of a run of elements. Small, so that what is not kept of it dies young.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
internal sealed class MappedBatch<T>
{
    /// <summary>Elements of a full one.</summary>
    public const int MaxElements = 250;

    /// <summary>Landed bytes that fill one: a single element can be as large as thousands of others.</summary>
    public const int MaxBytes = 1024 * 1024;

    private long _bytes;

    /// <summary>Accepted records, each key once in the whole snapshot.</summary>
    public List<T> Records { get; } = new(MaxElements);

    public List<RejectedElement> Rejected { get; } = [];

    public bool IsFull => Records.Count + Rejected.Count >= MaxElements || _bytes >= MaxBytes;

    /// <summary>Adds a record.</summary>
    /// <param name="record">What was accepted.</param>
    /// <param name="bytes">Size of the element it was made of.</param>
    public void Add(T record, int bytes)
    {
        Records.Add(record);
        _bytes += bytes;
    }

    /// <summary>Adds a rejected element.</summary>
    /// <param name="rejected">What was rejected.</param>
    /// <param name="bytes">Size of the element.</param>
    public void Add(RejectedElement rejected, int bytes)
    {
        Rejected.Add(rejected);
        _bytes += bytes;
    }

    public void Clear()
    {
        Records.Clear();
        Rejected.Clear();
        _bytes = 0;
    }
}
