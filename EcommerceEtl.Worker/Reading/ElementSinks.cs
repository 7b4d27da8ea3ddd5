namespace EcommerceEtl.Worker.Reading;

/// <summary>Hands whole elements to a sink.</summary>
internal static class ElementSinks
{
    /// <summary>Hands on an element that is held whole.</summary>
    /// <param name="element">JSON that was read as such before.</param>
    /// <returns>True if <see cref="IElementSink.FlushAsync"/> is to be called before the next element.</returns>
    public static bool Add(this IElementSink sink, ReadOnlySpan<byte> element)
    {
        sink.BeginElement();
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        do
            json.Read();
        while (!sink.Take(ref json, element, 0));
        return sink.EndElement(element);
    }
}
