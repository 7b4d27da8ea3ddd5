using System.Buffers;
using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

internal sealed partial class WooCommerceOrders
{
    private static readonly JsonElement NoProperties = JsonElement.Parse("{}"u8);

    private static readonly string[] OrderValues =
    [
        "id", "number", "status", "currency", "date_created_gmt", "date_modified_gmt", "date_paid_gmt", "total",
        "total_tax", "customer_id",
    ];

    private static readonly string[] LineValues =
        ["id", "product_id", "variation_id", "quantity", "subtotal", "total", "total_tax"];

    private static readonly string[] OtherValues = ["id", "total", "total_tax"];
    private static readonly string[] RefundValues = ["id", "date_created_gmt", "amount"];
    private static readonly string[] ReturnedValues = ["quantity", "total", "total_tax"];
    private static readonly string[] ReturnedOtherValues = ["total", "total_tax"];

    /// <summary>Puts an order and its refunds into one element, which is landed: what happened to an order is never found without it. Only
    /// the fields that may land are in it, with their own bytes; a value of another type than expected is an empty one, for which the
    /// mapper rejects the order.</summary>
    /// <param name="order">As the shop gives it in <c>/orders</c>; what it says there of refunds is not used.</param>
    /// <param name="refunds">As the shop gives them in <c>/refunds</c> or <c>/orders/{id}/refunds</c>, in any order, and one of them more
    /// than once if need be.</param>
    public static byte[] Compose(JsonElement order, IEnumerable<JsonElement> refunds)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var property in PropertiesOf(order))
            {
                Copy(json, property, OrderValues);
                switch (NameOf(property))
                {
                    case "billing":
                        json.WriteStartObject("billing");
                        foreach (var detail in PropertiesOf(property.Value))
                            Copy(json, detail, ["city"]);
                        json.WriteEndObject();
                        break;
                    case "line_items":
                        WriteList(json, "line_items", property.Value, LineValues);
                        break;
                    case "fee_lines" or "shipping_lines":
                        WriteList(json, NameOf(property), property.Value, OtherValues);
                        break;
                }
            }
            json.WriteStartArray("refunds");
            foreach (var refund in refunds.DistinctBy(IdText, StringComparer.Ordinal).OrderBy(Id))
                WriteRefund(json, refund);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteRefund(Utf8JsonWriter json, JsonElement refund)
    {
        json.WriteStartObject();
        foreach (var property in PropertiesOf(refund))
        {
            Copy(json, property, RefundValues);
            switch (NameOf(property))
            {
                case "line_items":
                    WriteList(json, "items", property.Value, ReturnedValues, RefundedItemId);
                    break;
                case "shipping_lines":
                    WriteList(json, "shipping", property.Value, ReturnedOtherValues);
                    break;
                case "fee_lines":
                    WriteList(json, "fees", property.Value, ReturnedOtherValues);
                    break;
            }
        }
        json.WriteEndObject();
    }

    /// <param name="refundedItem">Finds the line of the order that a line of a refund is about.</param>
    private static void WriteList(
        Utf8JsonWriter json, string name, JsonElement list, string[] values, Func<JsonElement, long?>? refundedItem = null)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            json.WriteString(name, "");
            return;
        }
        json.WriteStartArray(name);
        foreach (var item in list.EnumerateArray())
        {
            json.WriteStartObject();
            if (refundedItem?.Invoke(item) is { } refunded)
                json.WriteNumber("refunded_item_id", refunded);
            foreach (var property in PropertiesOf(item))
                Copy(json, property, values);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Copy(Utf8JsonWriter json, JsonProperty property, string[] values)
    {
        var name = NameOf(property);
        if (!values.Contains(name, StringComparer.Ordinal))
            return;
        json.WritePropertyName(name);
        if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            json.WriteRawValue("[]"u8);
        else
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
    }

    /// <summary>The line of the order that a line of a refund is about; null where it does not say.</summary>
    private static long? RefundedItemId(JsonElement line)
    {
        foreach (var property in PropertiesOf(line).Where(property => NameOf(property) == "meta_data"
            && property.Value.ValueKind == JsonValueKind.Array))
        {
            foreach (var entry in property.Value.EnumerateArray())
            {
                var isIt = PropertiesOf(entry).Any(part => NameOf(part) == "key" && Text(part.Value) == "_refunded_item_id");
                var value = PropertiesOf(entry).Where(part => NameOf(part) == "value").Select(part => Text(part.Value)).FirstOrDefault();
                if (isIt && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ShopKey.IsNumber(id))
                    return id;
            }
        }
        return null;
    }

    private static JsonElement.ObjectEnumerator PropertiesOf(JsonElement element) =>
        (element.ValueKind == JsonValueKind.Object ? element : NoProperties).EnumerateObject();

    /// <summary>A property's name as its bytes are, escaped or not.</summary>
    private static string NameOf(JsonProperty property) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));

    /// <summary>A number or a text as its bytes are, without quotes.</summary>
    private static string Text(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Trim('"');

    private static string IdText(JsonElement refund) =>
        PropertiesOf(refund).Where(property => NameOf(property) == "id").Select(property => Text(property.Value)).FirstOrDefault("");

    private static long Id(JsonElement refund) =>
        long.TryParse(IdText(refund), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
