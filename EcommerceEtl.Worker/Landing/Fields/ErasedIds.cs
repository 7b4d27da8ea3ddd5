namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>Finds erased customers in elements, whatever form their id has there: <c>7</c>, <c>7.0</c> and <c>"7"</c> are one to whoever
/// reads them, though only the first is an id to the warehouse.</summary>
internal sealed class ErasedIds(EntityFields fields, ErasedCustomers erased)
{
    private readonly FieldNode _root = new FieldTree(fields).Root;

    /// <summary>True if the element is an erased customer, or names one as its buyer.</summary>
    /// <param name="element">JSON; what was cut off at its end is looked at as far as it goes.</param>
    public bool Names(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, isFinalBlock: false, new JsonReaderState(JsonBounds.ReaderOptions));
        try
        {
            return json.Read() && Names(ref json, _root);
        }
        catch (JsonException)
        {
            // Whatever this is, it does not land as it is.
            return false;
        }
    }

    private bool Names(ref Utf8JsonReader json, FieldNode node)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var property = node.Find(ref json);
                    if (!json.Read())
                        return false;
                    if (property is null ? !json.TrySkip() : Names(ref json, property))
                        return property is not null;
                }
                return false;
            case JsonTokenType.StartArray when node.Items is not null:
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    if (Names(ref json, node.Items))
                        return true;
                return false;
            case JsonTokenType.StartArray:
                json.TrySkip();
                return false;
            case JsonTokenType.Number or JsonTokenType.String:
                return node.IsCustomer && IsErased(ref json);
            default:
                return false;
        }
    }

    private bool IsErased(ref Utf8JsonReader json)
    {
        string text;
        try
        {
            text = json.TokenType == JsonTokenType.String ? json.GetString()! : Encoding.ASCII.GetString(json.ValueSpan);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: it is nobody's id.
            return false;
        }
        return (text.Length > 0 && erased.Contains(ShopKey.FromText(text)))
            || (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number == decimal.Truncate(number) && number is >= 1 and <= ShopKey.MaxNumber && erased.Contains((long)number));
    }
}
