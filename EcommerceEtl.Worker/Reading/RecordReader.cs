namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads a record from an object the reader stands on; null, and a fault noted, where it is not acceptable.</summary>
internal delegate T? RecordReader<T>(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    where T : class;

/// <summary>Reads one element whatever its bytes are.</summary>
internal static class ElementReader
{
    /// <summary>The record, or null with the fault noted.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> element, MappingContext context, RecordReader<T> read, ref ElementFaults faults)
        where T : class
    {
        if (OversizedElement.Is(element))
        {
            faults.Set(RejectionReason.TooLong, "$");
            return null;
        }
        try
        {
            var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject && read(ref json, context, ref faults) is { } record && !faults.Found)
                return record;
        }
        catch (JsonException)
        {
            // Not JSON at all: noted below, like a value that is no object.
        }
        faults.Set(RejectionReason.WrongType, "$");
        return null;
    }
}
