using System.Text.Json;

namespace EcommerceEtl.Worker.Reading;

/// <summary>Takes the raw elements of one entity, page by page. For one caller at a time.</summary>
public interface IElementSink
{
    /// <summary>The last id that could be read on this page or those before it.</summary>
    ElementId? LastId { get; }

    /// <summary>Begins a page, or begins it again after an attempt that broke off: what came since the last whole page is void.</summary>
    void BeginPage();

    /// <summary>Takes one element, a whole JSON value; its bytes may be reused as soon as this returns.</summary>
    /// <exception cref="EtlException">It could not be kept.</exception>
    /// <exception cref="JsonException">The bytes are no JSON value.</exception>
    ValueTask AppendAsync(ReadOnlyMemory<byte> element, CancellationToken cancellationToken);

    /// <summary>Begins an element that is too large to be held and comes token by token.</summary>
    void BeginElement();

    /// <summary>Takes the token that the reader stands on, and skips what belongs to it where it is not kept and lies whole in the
    /// block.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="block">The bytes it reads.</param>
    /// <param name="dropped">How many bytes were taken out of the middle of this text.</param>
    /// <returns>True if the element ends with it.</returns>
    bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped);

    /// <summary>Ends the element that came token by token.</summary>
    /// <exception cref="EtlException">It could not be kept.</exception>
    ValueTask EndElementAsync(CancellationToken cancellationToken);
}
