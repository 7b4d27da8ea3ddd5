using System.Text.Json;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources.Mapping;

/// <summary>Reads a record from an object the reader stands on; null, and a fault noted, where it is not acceptable.</summary>
internal delegate T? RecordReader<T>(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    where T : class;

/// <summary>Reads one element whatever its bytes are.</summary>
internal static class ElementReader
{
    /// <summary>The record, or null with the fault noted.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> element, DateTime snapshotTime, RecordReader<T> read, ref Fault fault)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject && read(ref json, snapshotTime, ref fault) is { } record && !fault.Found)
                return record;
        }
        catch (JsonException)
        {
            // Not JSON at all: noted below, like a value that is no object.
        }
        fault.Set(RejectionReason.WrongType, "$");
        return null;
    }
}
