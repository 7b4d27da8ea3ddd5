using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources.Mapping;

/// <summary>The first thing found wrong with an element.</summary>
internal struct Fault
{
    public RejectionReason Reason { get; private set; }

    public string? Path { get; private set; }

    public readonly bool Found => Path is not null;

    /// <summary>Notes it; the first one counts.</summary>
    public void Set(RejectionReason reason, string path)
    {
        if (!Found)
            (Reason, Path) = (reason, path);
    }

    /// <summary>The rejection, with the element's key wherever that can still be read.</summary>
    public readonly Mapped<T> Reject<T>(ReadOnlySpan<byte> element, IdForm ids)
        where T : class =>
        JsonIds.TryReadKey(element, ids, out var key, out var text)
            ? Mapped<T>.Rejected(key, JsonIds.SourceText(key, text), Reason, Path ?? "$")
            : Mapped<T>.Rejected(null, null, Reason, Path ?? "$");
}
