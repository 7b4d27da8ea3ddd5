namespace EcommerceEtl.Worker.Reading;

/// <summary>What is landed in place of an element of which more would be kept than <see cref="JsonBounds.MaxElementBytes"/>: that it was
/// too long, and its id, such as <c>{"$too_long":5242880,"id":7}</c>. No shop can send this: a name that is not on the allow-list never
/// lands.</summary>
internal static class OversizedElement
{
    private static ReadOnlySpan<byte> Mark => "{\"$too_long\":"u8;

    /// <summary>True for a landed element that stands for one that was too long.</summary>
    public static bool Is(ReadOnlySpan<byte> landed) => landed.StartsWith(Mark);

    /// <summary>What is landed.</summary>
    /// <param name="bytes">How many bytes would have been kept.</param>
    /// <param name="id">The element's id; null if it has none that can be read.</param>
    public static byte[] Of(long bytes, ElementId? id)
    {
        var shown = id switch
        {
            null => "",
            { Text: { } text } => $",\"id\":\"{JsonEncodedText.Encode(text)}\"",
            { Key: var key } => string.Create(CultureInfo.InvariantCulture, $",\"id\":{key}"),
        };
        return [.. Mark, .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes}{shown}}}"))];
    }
}
