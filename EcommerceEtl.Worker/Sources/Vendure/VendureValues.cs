namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Values as Vendure writes them.</summary>
internal static class VendureValues
{
    /// <summary>Most decimals that amounts of a shop can have.</summary>
    private const int MostDecimals = 6;

    public static readonly ValueReader<ElementId> Id = (ref Utf8JsonReader json, out ElementId id) =>
    {
        var reason = JsonIds.Read(ref json, IdForm.NumberOrText, out var key, out var text);
        id = new ElementId(key, text);
        return reason;
    };

    public static readonly ValueReader<string> Label = JsonTexts.ReadLabel;

    public static readonly ValueReader<string> City = (ref Utf8JsonReader json, out string city) =>
    {
        city = "";
        return json is { TokenType: JsonTokenType.String, ValueSpan.IsEmpty: true } ? null : JsonTexts.ReadCity(ref json, out city);
    };

    public static readonly ValueReader<decimal> Units = JsonNumbers.ReadUnits;

    public static readonly ValueReader<bool> Flag = (ref Utf8JsonReader json, out bool flag) =>
    {
        flag = json.TokenType == JsonTokenType.True;
        return json.TokenType is JsonTokenType.True or JsonTokenType.False ? null : RejectionReason.WrongType;
    };

    /// <summary>A date with its time, UTC.</summary>
    public static ValueReader<DateTime> Time(MappingContext context) =>
        (ref Utf8JsonReader json, out DateTime time) => JsonDates.Read(ref json, context, out time);

    /// <summary>How many decimals the shop's amounts have, which it writes without a point.</summary>
    public static decimal UnitOf(JsonFields fields)
    {
        var decimals = fields.Need<int>("precision", JsonNumbers.ReadCount);
        if (decimals > MostDecimals)
            fields.Refuse("precision", RejectionReason.OutOfRange);
        return (decimal)Math.Pow(10, Math.Min(decimals, MostDecimals));
    }

    /// <summary>An amount in the currency's own units.</summary>
    /// <param name="unit">How many of the shop's small units make one of the currency's.</param>
    public static decimal Amount(this JsonFields fields, string name, decimal unit) =>
        fields.Need<decimal>(name, JsonNumbers.ReadAmount) / unit;

    public static ProductId Product(ElementId id) => new(id.Key, id.Text);

    public static CustomerId Customer(ElementId id) => new(id.Key, id.Text);
}
