namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads texts of unknown quality.</summary>
internal static class JsonTexts
{
    /// <summary>Reads the text the reader stands on as it is.</summary>
    /// <param name="longest">Longest text that is accepted, in UTF-16 code units.</param>
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

    /// <summary>Reads a title, category or city, which people will read: outer white space goes. A text of nothing else is refused as
    /// missing, and one that holds control characters, save tabs and line breaks, as bad.</summary>
    public static RejectionReason? ReadLabel(ref Utf8JsonReader json, out string text)
    {
        text = "";
        if (Read(ref json, int.MaxValue, out var whole) is { } reason)
            return reason;
        var label = whole.Trim();
        if (label.Length == 0)
            return RejectionReason.MissingField;
        if (label.Length > ValueLimits.MaxTextLength)
            return RejectionReason.TooLong;
        if (label.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character)))
            return RejectionReason.BadText;
        text = label;
        return null;
    }

    /// <summary>Reads a city: a label that is none of the texts that shops put in its place, such as an address or a telephone
    /// number.</summary>
    public static RejectionReason? ReadCity(ref Utf8JsonReader json, out string city)
    {
        if (ReadLabel(ref json, out city) is { } reason)
            return reason;
        if (IsCity(ref json))
            return null;
        city = "";
        return RejectionReason.BadText;
    }

    /// <summary>True if the text the reader stands on can be the name of a city: at most <see cref="ValueLimits.MaxCityLength"/>
    /// characters, of which none is an @ and at most <see cref="ValueLimits.MaxCityDigits"/> are digits.</summary>
    public static bool IsCity(ref Utf8JsonReader json)
    {
        if (json.ValueIsEscaped || !Ascii.IsValid(json.ValueSpan))
            return Read(ref json, ValueLimits.MaxCityLength, out var text) is null && IsCity(text);
        if (json.ValueSpan.Length > ValueLimits.MaxCityLength || json.ValueSpan.Contains((byte)'@'))
            return false;
        var digits = 0;
        foreach (var letter in json.ValueSpan)
            digits += char.IsAsciiDigit((char)letter) ? 1 : 0;
        return digits <= ValueLimits.MaxCityDigits;
    }

    private static bool IsCity(string text) =>
        // The other two are an @ to whoever reads them.
        text.AsSpan().IndexOfAny('@', '\uFF20', '\uFE6B') < 0 && text.Count(char.IsDigit) <= ValueLimits.MaxCityDigits;
}
