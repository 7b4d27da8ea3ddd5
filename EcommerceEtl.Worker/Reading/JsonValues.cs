namespace EcommerceEtl.Worker.Reading;

/// <summary>Values that shops write alike, for <see cref="JsonFields"/>. Ids are numbers or texts.</summary>
internal static class JsonValues
{
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

    /// <summary>An amount of money of either sign, without which there is no record.</summary>
    public static decimal Amount(this JsonFields fields, string name) => fields.Need<decimal>(name, JsonNumbers.ReadAmount);

    public static ProductId Product(ElementId id) => new(id.Key, id.Text);

    public static CustomerId Customer(ElementId id) => new(id.Key, id.Text);
}
