namespace EcommerceEtl.Worker.Reading;

/// <summary>Parts of a document, whatever it is: what is absent or of another type is empty, since mapping says what is wrong with an
/// element.</summary>
internal static class JsonParts
{
    /// <summary>A value as text; empty where it is absent or null.</summary>
    public static string TextOf(JsonElement item, string name) => Find(item, name)?.ToString() ?? "";

    /// <summary>The parts of a list.</summary>
    public static List<JsonElement> ItemsOf(JsonElement item, string name) =>
        Find(item, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>A time (UTC); <see cref="DateTime.UnixEpoch"/> where it cannot be read.</summary>
    public static DateTime TimeOf(JsonElement item, string name) =>
        Find(item, name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTime(out var time)
            ? time.ToUniversalTime() : DateTime.UnixEpoch;

    /// <summary>An id, of a shop whose ids are numbers or texts; key 0 where it is absent.</summary>
    public static ElementId IdOf(JsonElement item, string name) => TextOf(item, name) is var text
        && (ShopKey.TryNumber(text, out var number) || text.Length == 0)
            ? new ElementId(number, null) : new ElementId(ShopKey.FromText(text), text);

    /// <summary>A part; null where it is absent.</summary>
    public static JsonElement? Find(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : null;
}
