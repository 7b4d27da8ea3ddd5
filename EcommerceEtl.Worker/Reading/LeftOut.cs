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
