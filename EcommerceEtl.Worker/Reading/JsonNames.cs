namespace EcommerceEtl.Worker.Reading;

/// <summary>Looks at property names of any quality.</summary>
internal static class JsonNames
{
    /// <summary>More digits in a row than this are somebody's number.</summary>
    private const int MaxDigits = 4;

    /// <summary>True if the reader stands on a property of this name, escaped or not.</summary>
    public static bool Equal(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan.SequenceEqual(name);
        try
        {
            return json.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no name of ours.
            return false;
        }
    }

    /// <summary>True if the name the reader stands on looks like a field's: an object may be a map with persons, addresses or phone numbers
    /// for names.</summary>
    public static bool LooksLikeAField(ref Utf8JsonReader json)
    {
        var bytes = json.ValueSpan;
        if (bytes.Length is 0 or > 64 || char.IsAsciiDigit((char)bytes[0]) || bytes[0] == (byte)'-')
            return false;
        var digits = 0;
        foreach (var b in bytes)
        {
            digits = char.IsAsciiDigit((char)b) ? digits + 1 : 0;
            if (digits > MaxDigits || !char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-' or (byte)'$'))
                return false;
        }
        return true;
    }
}
