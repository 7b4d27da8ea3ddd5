namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads amounts as decimals, never as binary fractions; they are rounded half away from zero before any limit is
/// checked.</summary>
internal static class JsonNumbers
{
    /// <summary>Reads a price, 0 to <see cref="ValueLimits.MaxPrice"/>.</summary>
    public static RejectionReason? ReadPrice(ref Utf8JsonReader json, out Money price)
    {
        var reason = Read(ref json, ValueLimits.PriceDecimals, 0, ValueLimits.MaxPrice, out var amount);
        price = new Money(amount);
        return reason;
    }

    /// <summary>Reads an amount of money of either sign, up to <see cref="ValueLimits.MaxAmount"/>: a number, or a text such as
    /// <c>-4.20</c>. An empty text is 0.</summary>
    public static RejectionReason? ReadAmount(ref Utf8JsonReader json, out decimal amount)
    {
        if (json.TokenType != JsonTokenType.String)
            return Read(ref json, ValueLimits.PriceDecimals, -ValueLimits.MaxAmount, ValueLimits.MaxAmount, out amount);
        amount = 0;
        var text = json.ValueSpan;
        if (text.IsEmpty)
            return null;
        const NumberStyles form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(text, form, CultureInfo.InvariantCulture, out var exact))
            return Round(exact, ValueLimits.PriceDecimals, -ValueLimits.MaxAmount, ValueLimits.MaxAmount, out amount);
        return text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? RejectionReason.OutOfRange : RejectionReason.WrongType;
    }

    /// <summary>Reads a number of units that may be 0, or below 0 where they came back, up to <see cref="ValueLimits.MaxQuantity"/>
    /// either way.</summary>
    public static RejectionReason? ReadUnits(ref Utf8JsonReader json, out decimal units) =>
        Read(ref json, ValueLimits.QuantityDecimals, -ValueLimits.MaxQuantity, ValueLimits.MaxQuantity, out units);

    /// <summary>Reads a quantity, above 0 to <see cref="ValueLimits.MaxQuantity"/>.</summary>
    public static RejectionReason? ReadQuantity(ref Utf8JsonReader json, out decimal quantity) =>
        Read(ref json, ValueLimits.QuantityDecimals, 0.001m, ValueLimits.MaxQuantity, out quantity);

    /// <summary>Reads a mean rating, 0 to <see cref="ValueLimits.MaxRating"/>.</summary>
    public static RejectionReason? ReadRating(ref Utf8JsonReader json, out decimal rating) =>
        Read(ref json, ValueLimits.RatingDecimals, 0, ValueLimits.MaxRating, out rating);

    /// <summary>Reads a whole number from 0 that fits 32 bits.</summary>
    public static RejectionReason? ReadCount(ref Utf8JsonReader json, out int count)
    {
        count = 0;
        if (json.TokenType != JsonTokenType.Number)
            return LeftOut.ReasonFor(ref json);
        if (json.TryGetInt32(out count))
            return count < 0 ? RejectionReason.OutOfRange : null;
        return json.ValueSpan.IndexOfAny(".eE"u8) < 0 ? RejectionReason.OutOfRange : RejectionReason.WrongType;
    }

    private static RejectionReason? Read(ref Utf8JsonReader json, int decimals, decimal least, decimal most, out decimal number)
    {
        number = 0;
        if (json.TokenType != JsonTokenType.Number)
            return LeftOut.ReasonFor(ref json);
        // The second way knows numbers too small for a decimal, which are 0; what it refuses is too large.
        if (!json.TryGetDecimal(out var exact)
            && !decimal.TryParse(json.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out exact))
            return RejectionReason.OutOfRange;
        return Round(exact, decimals, least, most, out number);
    }

    private static RejectionReason? Round(decimal exact, int decimals, decimal least, decimal most, out decimal number)
    {
        number = 0;
        var rounded = Math.Round(exact, decimals, MidpointRounding.AwayFromZero);
        if (rounded < least || rounded > most)
            return RejectionReason.OutOfRange;
        number = rounded == 0 ? 0 : rounded;
        return null;
    }
}
