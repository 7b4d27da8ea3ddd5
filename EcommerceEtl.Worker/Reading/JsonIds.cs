namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads a shop's ids, numbers or texts.</summary>
internal static class JsonIds
{
    /// <summary>Reads the id the reader stands on.</summary>
    /// <param name="form">The JSON type of the kind's ids.</param>
    /// <param name="text">The id where it is a text, else null.</param>
    /// <returns>Why it is no id of this form; null if it is one.</returns>
    public static RejectionReason? Read(ref Utf8JsonReader json, IdForm form, out long key, out string? text)
    {
        text = null;
        if (form == IdForm.Number || form == IdForm.NumberOrText && json.TokenType == JsonTokenType.Number)
            return ReadNumber(ref json, out key);
        key = 0;
        if (json.TokenType != JsonTokenType.String)
            return RejectionReason.WrongType;
        if (JsonTexts.Read(ref json, ValueLimits.MaxIdLength, out var id) is { } reason)
            return reason;
        if (id.Length == 0)
            return RejectionReason.MissingField;
        if (form == IdForm.NumberOrText && ShopKey.TryNumber(id, out key))
            return null;
        text = id;
        key = ShopKey.FromText(id);
        return null;
    }

    /// <summary>Reads the key of a whole element, whatever else is wrong with it.</summary>
    /// <returns>False if its property <c>id</c> is absent, there twice, or no id of this form.</returns>
    public static bool TryReadKey(ReadOnlySpan<byte> element, IdForm form, out long key, out string? text)
    {
        key = 0;
        text = null;
        var found = 0;
        var good = false;
        try
        {
            var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isKey = JsonNames.Equal(ref json, "id"u8);
                json.Read();
                if (isKey)
                {
                    found++;
                    good = Read(ref json, form, out key, out text) is null;
                }
                json.Skip();
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return found == 1 && good;
    }

    /// <summary>True for a number that is an id to whoever reads it, however it is written: 7, 7.0, 0.7e1.</summary>
    public static bool IsWhole(ref Utf8JsonReader json) =>
        json.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number is >= 1 and <= ShopKey.MaxNumber;

    private static RejectionReason? ReadNumber(ref Utf8JsonReader json, out long key)
    {
        key = 0;
        if (json.TokenType != JsonTokenType.Number)
            return LeftOut.ReasonFor(ref json);
        if (json.TryGetInt64(out key))
            return ShopKey.IsNumber(key) ? null : RejectionReason.OutOfRange;
        // Whole digits that do not fit are a number too large; a point or an exponent makes it no id at all.
        return json.ValueSpan.IndexOfAny(".eE"u8) < 0 ? RejectionReason.OutOfRange : RejectionReason.WrongType;
    }
}
