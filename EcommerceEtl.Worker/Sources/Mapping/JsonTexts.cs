using System.Text.Json;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources.Mapping;

/// <summary>Reads texts of unknown quality.</summary>
internal static class JsonTexts
{
    /// <summary>Reads the text the reader stands on as it is.</summary>
    /// <param name="json">Stands on the value.</param>
    /// <param name="longest">Longest text that is accepted, in UTF-16 code units.</param>
    /// <param name="text">The text; empty if refused.</param>
    public static RejectionReason? Read(ref Utf8JsonReader json, int longest, out string text)
    {
        text = "";
        if (json.TokenType != JsonTokenType.String)
            return RejectionReason.WrongType;
        string read;
        try
        {
            read = json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for an escaped lone surrogate and for bytes that are no UTF-8.
            return RejectionReason.BadText;
        }
        if (!SafeText.IsStorable(read))
            return RejectionReason.BadText;
        if (read.Length > longest)
            return RejectionReason.TooLong;
        text = read;
        return null;
    }

    /// <summary>
    /// Reads a title, category or city, which people will read: outer white space goes. A text of nothing else is refused as missing, and one that holds control
    /// characters, save tabs and line breaks, as bad.
    /// </summary>
    public static RejectionReason? ReadLabel(ref Utf8JsonReader json, out string text)
    {
        text = "";
        if (Read(ref json, int.MaxValue, out var whole) is { } reason)
            return reason;
        var label = whole.Trim();
        if (label.Length == 0)
            return RejectionReason.MissingField;
        if (label.Length > Limits.MaxTextLength)
            return RejectionReason.TooLong;
        if (label.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character)))
            return RejectionReason.BadText;
        text = label;
        return null;
    }
}
