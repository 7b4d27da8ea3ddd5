namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads a record from an object the reader stands on; null, and a fault noted, where it is not acceptable.</summary>
internal delegate T? RecordReader<T>(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    where T : class;

/// <summary>Reads one element whatever its bytes are.</summary>
internal static class ElementReader
{
    /// <summary>The record under its id; or a rejection, with the element's key wherever that can still be read.</summary>
    /// <param name="ids">The JSON type of the kind's ids.</param>
    public static Mapped<T> Map<T>(
        ReadOnlySpan<byte> element, MappingContext context, IdForm ids, RecordReader<T> read, Func<T, ElementId> id)
        where T : class
    {
        var faults = new ElementFaults();
        if (Read(element, context, read, ref faults) is { } record)
            return Mapped<T>.Accepted(id(record).Key, id(record).SourceText, record, faults.LeftOut);
        return JsonIds.TryReadKey(element, ids, out var key, out var text)
            ? Mapped<T>.Rejected(key, new ElementId(key, text).SourceText, faults.Reason, faults.Path ?? "$")
            : Mapped<T>.Rejected(null, null, faults.Reason, faults.Path ?? "$");
    }

    private static T? Read<T>(ReadOnlySpan<byte> element, MappingContext context, RecordReader<T> read, ref ElementFaults faults)
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
