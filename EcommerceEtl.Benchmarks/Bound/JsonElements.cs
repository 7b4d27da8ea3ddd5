using System.Text.Json;

namespace EcommerceEtl.Benchmarks.Bound;

/// <summary>Reads one element of an array, the reader standing on its first token; false if the element is not there whole.</summary>
internal delegate bool ElementReader(ref Utf8JsonReader json);

/// <summary>Walks the elements of a bare JSON array while it arrives. It trusts its input: that is the point of a bound.</summary>
internal static class JsonElements
{
    public static async Task ReadAsync(Stream body, ElementReader read, CancellationToken cancellationToken)
    {
        var buffer = new byte[256 * 1024];
        var filled = 0;
        var state = new JsonReaderState();
        while (true)
        {
            var count = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += count;
            var consumed = Walk(buffer.AsSpan(0, filled), count == 0, ref state, read);
            if (count == 0)
                return;
            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
        }
    }

    private static int Walk(ReadOnlySpan<byte> block, bool last, ref JsonReaderState state, ElementReader read)
    {
        var json = new Utf8JsonReader(block, last, state);
        while (true)
        {
            var before = json;
            if (json.Read() && (json.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray || read(ref json)))
                continue;
            state = before.CurrentState;
            return (int)before.BytesConsumed;
        }
    }
}
