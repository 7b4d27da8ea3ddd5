namespace EcommerceEtl.Worker.Reading;

/// <summary>Takes the raw elements of one entity, page by page. For one caller at a time.</summary>
public interface IElementSink
{
    /// <summary>The last id that could be read on this page or those before it.</summary>
    ElementId? LastId { get; }

    /// <summary>Begins a page, or begins it again after an attempt that broke off: what came since the last whole page is void.</summary>
    void BeginPage();

    void BeginElement();

    /// <summary>Takes the token that the reader stands on, and skips what belongs to it where it is not kept and lies whole in the
    /// block.</summary>
    /// <param name="dropped">How many bytes were taken out of the middle of this text, which was too long to be held.</param>
    /// <returns>True if the element ends with it.</returns>
    bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped);

    /// <summary>Ends the element.</summary>
    /// <param name="own">Its own bytes, from the first token to the last; empty if they were too many to be held.</param>
    /// <returns>True if <see cref="FlushAsync"/> is to be called before the next element.</returns>
    bool EndElement(ReadOnlySpan<byte> own);

    /// <summary>Forgets the element that was begun: its end is not here yet, and it will come once more from its beginning.</summary>
    void AbandonElement();

    /// <summary>Keeps what was taken so far.</summary>
    /// <exception cref="EtlException">It could not be kept.</exception>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
