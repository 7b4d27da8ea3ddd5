namespace EcommerceEtl.Worker.Reading;

/// <summary>What is landed in place of a value that is left out. It is as wrong there as the value itself was, so that the record is
/// rejected for the same reason: a text in place of a text, or where a list or an object is expected, and a list in place of anything else.
/// A number that was out of range is <c>["(left out)","out_of_range"]</c>. No shop can send such a list: one in the place of a single value
/// is always left out itself.</summary>
internal static class LeftOut
{
    private static readonly byte[] OutOfRange = Encoding.UTF8.GetBytes($"[\"(left out)\",\"{SnakeCase.Of(RejectionReason.OutOfRange)}\"]");

    /// <summary>For a text, or for whatever stands where a list or an object is expected.</summary>
    public static ReadOnlySpan<byte> Text => "\"(left out)\""u8;

    /// <summary>For whatever is no single value of the right type.</summary>
    public static ReadOnlySpan<byte> List => "[\"(left out)\"]"u8;

    /// <summary>For a number.</summary>
    public static ReadOnlySpan<byte> Number(RejectionReason? fault) => fault == RejectionReason.OutOfRange ? OutOfRange : List;

    /// <summary>Why something that is no number is refused: as such, or since it stands for a number that was out of range.</summary>
    public static RejectionReason ReasonFor(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        // A copy: the caller's reader stays where it is.
        var list = json;
        return list.Read() && list.TokenType == JsonTokenType.String && list.ValueTextEquals("(left out)")
            && list.Read() && list.TokenType == JsonTokenType.String && list.ValueTextEquals(SnakeCase.Of(RejectionReason.OutOfRange))
            ? RejectionReason.OutOfRange : RejectionReason.WrongType;
    }
}

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
