using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Landing;

/// <summary>
/// Lands only what is on the allow-list. An element that holds nothing else, on one line, is kept as its own bytes; of any other a compact
/// copy of the allowed tokens' own bytes is made, so that odd numbers, escapes and doubled properties survive as they came. A value that may not be
/// kept at an allowed place is replaced by <c>"(left out)"</c>, so that nobody takes it for what the shop sent.
/// </summary>
internal sealed class FieldFilter(EntityFields fields, ErasedCustomers? erased = null)
{
    private readonly ErasedIds? _erased = erased is { IsEmpty: false } ? new ErasedIds(fields, erased) : null;

    /// <summary>True while an element is copied whose buyer was erased: it becomes a guest's.</summary>
    private bool _toGuest;

    /// <summary>Names of the fields that appeared and vanished so far.</summary>
    public Drift Drift { get; } = new(fields);

    /// <summary>
    /// Appends an element to a chunk and reads its key; null where that cannot be read. An element of an erased customer's loses the customer's id, and becomes
    /// a guest's; the customer does not land at all.
    /// </summary>
    /// <returns>False if nothing was appended, since the element is an erased customer.</returns>
    /// <exception cref="JsonException">The bytes are no single JSON value.</exception>
    public bool Land(ReadOnlySpan<byte> element, ChunkBuffer chunk, out long? key)
    {
        key = null;
        _toGuest = _erased?.Names(element) == true;
        if (_toGuest && fields.IsOfCustomers)
            return false;
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        json.Read();
        var reading = new KeyReading(fields.Ids);
        var clean = Check(ref json, fields.Root, ref reading) & element.IndexOfAny((byte)'\n', (byte)'\r') < 0 & !_toGuest;
        // Throws if anything follows: it would land unchecked.
        json.Read();
        key = reading.Key;
        if (clean)
        {
            chunk.Append(element);
        }
        else
        {
            json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
            json.Read();
            Copy(ref json, fields.Root, element, chunk);
        }
        chunk.EndLine();
        return true;
    }

    private bool Check(ref Utf8JsonReader json, FieldNode node, ref KeyReading key)
    {
        Drift.Met(node);
        if (node.IsKey)
            key.Meet(ref json);
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when !node.IsLeaf && node.Items is null:
                return CheckObject(ref json, node, ref key);
            case JsonTokenType.StartArray when node.Items is not null:
                var clean = true;
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    clean &= Check(ref json, node.Items, ref key);
                return clean;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                return SkipEmpty(ref json);
            case JsonTokenType.String:
                return node.Keeps(ref json) || json.ValueSpan.IsEmpty;
            case JsonTokenType.Number:
                return node.Keeps(ref json) || json.ValueSpan.SequenceEqual("0"u8);
            default:
                return true;
        }
    }

    private bool CheckObject(ref Utf8JsonReader json, FieldNode node, ref KeyReading key)
    {
        var clean = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = node.Find(ref json);
            if (property is null)
                Drift.Appeared(node, JsonNames.Printable(ref json));
            json.Read();
            if (property is null or { IsDropped: true })
            {
                json.Skip();
                clean = false;
            }
            else
            {
                clean &= Check(ref json, property, ref key);
            }
        }
        return clean;
    }

    private static bool SkipEmpty(ref Utf8JsonReader json)
    {
        var depth = json.CurrentDepth;
        json.Read();
        if (json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            return true;
        while (json.CurrentDepth > depth)
            json.Read();
        return false;
    }

    private void Copy(ref Utf8JsonReader json, FieldNode node, ReadOnlySpan<byte> element, ChunkBuffer chunk)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when !node.IsLeaf && node.Items is null:
                CopyObject(ref json, node, element, chunk);
                break;
            case JsonTokenType.StartArray when node.Items is not null:
                var first = true;
                chunk.Append("["u8);
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    chunk.Append(first ? default : ","u8);
                    first = false;
                    Copy(ref json, node.Items, element, chunk);
                }
                chunk.Append("]"u8);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var empty = json.TokenType == JsonTokenType.StartObject ? "{}"u8 : "[]"u8;
                chunk.Append(SkipEmpty(ref json) ? empty : LeftOut(node));
                break;
            case JsonTokenType.String when !node.Keeps(ref json) && !json.ValueSpan.IsEmpty:
                chunk.Append("\"(left out)\""u8);
                break;
            case JsonTokenType.Number when !node.Keeps(ref json) && !json.ValueSpan.SequenceEqual("0"u8):
                chunk.Append(LeftOut(node));
                break;
            default:
                chunk.Append(Raw(ref json, element));
                break;
        }
    }

    /// <summary>
    /// What stands for a number, list or object that is left out. It has a type that is as wrong there as the value's own was, so that the record is
    /// rejected for the same reason: a text where a list or an object is expected, and a list where a single value is.
    /// </summary>
    private static ReadOnlySpan<byte> LeftOut(FieldNode node) => node.IsLeaf ? "[\"(left out)\"]"u8 : "\"(left out)\""u8;

    private void CopyObject(ref Utf8JsonReader json, FieldNode node, ReadOnlySpan<byte> element, ChunkBuffer chunk)
    {
        var first = true;
        chunk.Append("{"u8);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Raw(ref json, element);
            var property = node.Find(ref json);
            json.Read();
            if (property is null or { IsDropped: true } || (_toGuest && property.IsCustomer))
            {
                json.Skip();
                continue;
            }
            chunk.Append(first ? default : ","u8);
            first = false;
            chunk.Append(name);
            chunk.Append(":"u8);
            Copy(ref json, property, element, chunk);
        }
        chunk.Append("}"u8);
    }

    /// <summary>The token's own bytes, quotes included.</summary>
    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> element) =>
        json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            ? element.Slice((int)json.TokenStartIndex, json.ValueSpan.Length + 2)
            : json.ValueSpan;
}
