namespace EcommerceEtl.Data.Quarantine;

/// <summary>An element that was not accepted, as the quarantine keeps it.</summary>
/// <param name="Key">Its warehouse key, if one could be read and no other element of the snapshot has it.</param>
/// <param name="RecordKey">Its own id, or a hash of its payload where none could be read.</param>
/// <param name="Payload">The element as landed: allow-listed fields only.</param>
public sealed record RejectedElement(Entity Entity, long? Key, string RecordKey, Rejection Rejection, string Payload);

/// <summary>Rejected elements on their way into the quarantine. It knows how large they are: one of them can be as large as thousands of
/// others.</summary>
public sealed class RejectedBatch
{
    /// <summary>Elements of a full batch.</summary>
    public const int MaxElements = 5_000;

    /// <summary>Characters of payload that fill a batch.</summary>
    public const long MaxPayload = 16 * 1024 * 1024;

    private readonly List<RejectedElement> _elements = [];
    private long _payload;

    /// <summary>What is in it, in the order it came.</summary>
    public IReadOnlyList<RejectedElement> Elements => _elements;

    /// <summary>True once there is so much in it that it should be handed on.</summary>
    public bool IsFull => _elements.Count >= MaxElements || _payload >= MaxPayload;

    public void AddRange(IEnumerable<RejectedElement> elements)
    {
        foreach (var element in elements)
        {
            _elements.Add(element);
            _payload += element.Payload.Length;
        }
    }

    /// <summary>Empties it for its next use.</summary>
    public void Clear()
    {
        _elements.Clear();
        _payload = 0;
    }
}
