using System.Buffers;
using System.Text.Json;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Looks at property names and other short texts of any quality.</summary>
internal static class JsonNames
{
    /// <summary>More digits in a row than this are somebody's number.</summary>
    private const int MaxDigits = 4;

    /// <summary>Longest date, unescaped.</summary>
    private const int MaxTime = 40;

    private static readonly SearchValues<byte> _timeBytes = SearchValues.Create("0123456789-+:.,TtZz "u8);

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

    /// <summary>
    /// The name the reader stands on if it looks like a field's, else <c>?</c>: an object may be a map with persons, addresses or phone numbers
    /// for names.
    /// </summary>
    public static string Printable(ref Utf8JsonReader json)
    {
        var bytes = json.ValueSpan;
        if (bytes.Length is 0 or > 64 || char.IsAsciiDigit((char)bytes[0]) || bytes[0] == (byte)'-')
            return "?";
        var digits = 0;
        foreach (var b in bytes)
        {
            digits = char.IsAsciiDigit((char)b) ? digits + 1 : 0;
            if (digits > MaxDigits || !char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-' or (byte)'$'))
                return "?";
        }
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    /// <summary>
    /// True if the text the reader stands on begins with a whole ISO 8601 date and holds nothing but what such a date may hold. Four digits and a
    /// dash alone could be a phone number.
    /// </summary>
    public static bool LooksLikeTime(ref Utf8JsonReader json)
    {
        if (json.ValueSpan.Length is < 10 or > 6 * MaxTime)
            return false;
        Span<byte> buffer = stackalloc byte[6 * MaxTime];
        try
        {
            var text = buffer[..json.CopyString(buffer)];
            return text.Length is >= 10 and <= MaxTime
                && text[4] == (byte)'-' && text[7] == (byte)'-'
                && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..10])
                && (text.Length == 10 || text[10] is (byte)'T' or (byte)'t' or (byte)' ')
                && text.IndexOfAnyExcept(_timeBytes) < 0;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or no UTF-8.
            return false;
        }
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
