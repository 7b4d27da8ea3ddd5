namespace EcommerceEtl.Domain.Quality;

/// <summary>Makes texts of unknown origin fit for the database, logs and terminals.</summary>
public static class SafeText
{
    /// <summary>Longest text that <see cref="Escape"/> returns unless told otherwise.</summary>
    public const int MaxLength = 200;

    /// <summary>True if PostgreSQL can keep the text: no U+0000, no lone surrogate.</summary>
    public static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    /// <summary>The text with lone surrogates and all that is obeyed instead of seen written as <c>\uXXXX</c>, cut to a length. Obeyed are
    /// control characters (C0, DEL, C1), separators of lines and paragraphs, and invisible marks of format: those that turn the direction
    /// of reading, have no width, or tag. The two joiners (U+200C, U+200D) stay, since Persian, Indic languages and pictures are spelled
    /// with them, and so do the signs of numbers, verses and abbreviations that Unicode counts among the marks of format although they are
    /// seen.</summary>
    /// <param name="maxLength">Most characters (UTF-16 code units) of the result.</param>
    public static string Escape(string text, int maxLength = MaxLength)
    {
        var safe = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            var piece = isWhole && !IsObeyed(rune) ? text.Substring(i, length) : string.Concat(text.Substring(i, length).Select(CodeOf));
            if (safe.Length + piece.Length > maxLength)
                break;
            safe.Append(piece);
            i += length;
        }
        return safe.ToString();
    }

    private static bool IsObeyed(Rune rune) => !IsSpelled(rune.Value) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>The joiners, and the marks of format with Unicode's property Prepended_Concatenation_Mark.</summary>
    private static bool IsSpelled(int code) => code
        is 0x200C or 0x200D or (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    private static string CodeOf(char unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
}

/// <summary>A number with what it counts, as people write it: <c>1 run</c>, <c>2,000 runs</c>.</summary>
public static class Counted
{
    /// <summary>The number and its noun.</summary>
    /// <param name="one">What one of them is called, of which the plural ends with an s.</param>
    public static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}
