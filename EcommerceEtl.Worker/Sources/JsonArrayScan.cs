using System.Text.Json;

namespace EcommerceEtl.Worker.Sources;

/// <summary>
/// Finds the elements of one JSON array in blocks of bytes as they arrive, each as the slice it came in. Holds no bytes itself.
/// </summary>
internal sealed class JsonArrayScan
{
    private JsonReaderState _state = new(JsonBounds.ReaderOptions);
    private bool _open;

    /// <summary>True once the array has been closed.</summary>
    public bool Ended { get; private set; }

    /// <summary>Finds all elements that lie whole in a block.</summary>
    /// <param name="block">What the last call did not consume, and more.</param>
    /// <param name="last">True if nothing follows.</param>
    /// <param name="elements">Gets start and length of each element.</param>
    /// <returns>Bytes consumed: the next block begins behind them.</returns>
    /// <exception cref="JsonException">No JSON array, cut off, or followed by something.</exception>
    /// <exception cref="NestingException">Nested deeper than <see cref="JsonBounds.MaxDepth"/>.</exception>
    public int Scan(ReadOnlySpan<byte> block, bool last, List<(int Start, int Length)> elements)
    {
        var json = new Utf8JsonReader(block, last, _state);
        var consumed = 0;
        try
        {
            if (!_open)
            {
                if (!json.Read())
                    return 0;
                _open = json.TokenType == JsonTokenType.StartArray ? true : throw new JsonException("no array");
                (consumed, _state) = ((int)json.BytesConsumed, json.CurrentState);
            }
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.EndArray)
                {
                    Ended = true;
                }
                else
                {
                    var start = (int)json.TokenStartIndex;
                    if (!json.TrySkip())
                        break;
                    elements.Add((start, (int)json.BytesConsumed - start));
                }
                (consumed, _state) = ((int)json.BytesConsumed, json.CurrentState);
            }
        }
        catch (JsonException) when (Depth(ref json) >= JsonBounds.MaxDepth)
        {
            throw new NestingException();
        }
        return consumed;
    }

    /// <summary>Levels open after the last token: the reader counts a level only from the token behind its opening.</summary>
    private static int Depth(ref Utf8JsonReader json) =>
        json.CurrentDepth + (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
}

/// <summary>JSON nested too deeply to be a shop's answer.</summary>
internal sealed class NestingException() : Exception($"The JSON is nested deeper than {JsonBounds.MaxDepth} levels.");
