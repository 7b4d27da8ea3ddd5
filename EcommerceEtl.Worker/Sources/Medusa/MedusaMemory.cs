using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>Keeps the lines that an edit took out of an order: the shop names them in its changes, and not what they were worth.</summary>
internal static class MedusaMemory
{
    /// <summary>The field in which they are landed: an array of lines as they were last seen.</summary>
    public const string Field = "gone";

    /// <inheritdoc cref="ElementMemory"/>
    public static byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element)
    {
        var (before, now) = (Parse(earlier), Parse(element));
        var known = JsonParts.ItemsOf(now, "items").Concat(JsonParts.ItemsOf(now, Field)).Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var gone = JsonParts.ItemsOf(before, Field).Concat(JsonParts.ItemsOf(before, "items")).Where(line => known.Add(IdOf(line)))
            .ToList();
        if (gone.Count == 0 || now.ValueKind != JsonValueKind.Object)
            return element;
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var part in now.EnumerateObject().Where(part => !part.NameEquals(Field)))
            {
                writer.WritePropertyName(part.Name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(part.Value), skipInputValidation: true);
            }
            writer.WriteStartArray(Field);
            foreach (var line in JsonParts.ItemsOf(now, Field).Concat(gone))
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(line), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return json.ToArray();
    }

    private static string IdOf(JsonElement line) => JsonParts.TextOf(line, "id");

    private static JsonElement Parse(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        return JsonElement.ParseValue(ref json);
    }
}
