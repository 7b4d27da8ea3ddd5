using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Keeps the lines of an order as they were when it was first seen placed. Of a line that is cancelled the shop forgets what
/// discounts it had, so that without them the placement could not be told any more.</summary>
internal static class VendureMemory
{
    /// <summary>The field in which they are landed: an array of lines, each with <see cref="Fields"/>.</summary>
    public const string Field = "placed";

    private static readonly byte[] Begin = Encoding.ASCII.GetBytes($",\"{Field}\":");

    /// <summary>What is kept of a line.</summary>
    private static readonly string[] Fields = ["id", "quantity", "linePrice", "proratedLinePrice", "proratedLinePriceWithTax"];

    /// <inheritdoc cref="ElementMemory"/>
    public static byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element)
    {
        var (before, now) = (Parse(earlier), Parse(element));
        if (!IsPlaced(before) || !IsPlaced(now))
            return element;
        var kept = before.TryGetProperty(Field, out var lines) ? JsonMarshal.GetRawUtf8Value(lines) : LinesOf(before);
        // What stands there already, at the end, was kept of a version that came after the earlier one.
        var end = 1 + (now.TryGetProperty(Field, out var later) ? Begin.Length + JsonMarshal.GetRawUtf8Value(later).Length : 0);
        return [.. element.AsSpan()[..^end], .. Begin, .. kept, (byte)'}'];
    }

    private static byte[] LinesOf(JsonElement order)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var line in order.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array
                ? lines.EnumerateArray() : default)
            {
                writer.WriteStartObject();
                foreach (var field in Fields)
                    if (line.ValueKind == JsonValueKind.Object && line.TryGetProperty(field, out var value))
                    {
                        writer.WritePropertyName(field);
                        value.WriteTo(writer);
                    }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return json.ToArray();
    }

    private static bool IsPlaced(JsonElement order) =>
        order.ValueKind == JsonValueKind.Object && order.TryGetProperty("orderPlacedAt", out var placed)
        && placed.ValueKind == JsonValueKind.String;

    private static JsonElement Parse(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        return JsonElement.ParseValue(ref json);
    }
}
