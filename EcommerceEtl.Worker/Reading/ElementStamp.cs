namespace EcommerceEtl.Worker.Reading;

/// <summary>What tells one version of an element from another, for a kind of shop that is read by its changes.</summary>
/// <param name="Created">When the shop made it (UTC); an editor of the shop may change that later.</param>
/// <param name="Changed">When it was changed last, as the shop states it (UTC).</param>
/// <param name="Fingerprint">A hash of the fields that the shop's list shows of it: where it differs, the element does.</param>
public readonly record struct ElementStamp(ElementId Id, DateTime Created, DateTime Changed, ulong Fingerprint)
{
    /// <summary>The key of its id.</summary>
    public long Key => Id.Key;
}

/// <summary>An element, composed with all that belongs to it.</summary>
public sealed record StampedElement(ElementStamp Stamp, byte[] Element);

/// <summary>Reads the stamp of a landed element. A time that cannot be read is that of <see cref="DateTime.UnixEpoch"/>.</summary>
public delegate ElementStamp StampReader(ReadOnlySpan<byte> element);

/// <summary>Keeps what a shop no longer states of an element. It is called where a version takes the place of an earlier one that was
/// created at the same time.</summary>
/// <param name="earlier">The landed version that is held.</param>
/// <param name="element">The version that takes its place.</param>
/// <returns>That version, with what is kept of the earlier one.</returns>
public delegate byte[] ElementMemory(ReadOnlySpan<byte> earlier, byte[] element);
