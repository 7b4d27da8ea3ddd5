using System.Globalization;
using System.Text;

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

    /// <summary>The text with control characters and lone surrogates written as <c>\uXXXX</c>, cut to a length.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Most characters (UTF-16 code units) of the result.</param>
    public static string Escape(string text, int maxLength = MaxLength)
    {
        var safe = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var piece = pair ? text.Substring(i, 2)
                : char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}")
                : text[i].ToString();
            if (safe.Length + piece.Length > maxLength)
                break;
            safe.Append(piece);
            i += pair ? 1 : 0;
        }
        return safe.ToString();
    }
}
