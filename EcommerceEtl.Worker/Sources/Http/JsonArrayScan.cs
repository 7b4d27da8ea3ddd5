using System.Buffers;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Finds the elements of one JSON array in blocks of bytes as they arrive: each as the slice it came in, or token by token where
/// it is too large to be held. Holds no bytes itself.</summary>
internal sealed class JsonArrayScan
{
    private JsonReaderState _state = new(JsonBounds.ReaderOptions);
    private bool _open;

    // Where the next block begins, as the reader counts: lines before it, and bytes on its line.
    private long _lines;
    private long _column;

    // Bytes before it on its line that the reader was not shown.
    private long _unseen;

    // Bytes that were taken out of the text that is read next.
    private long _dropped;

    /// <summary>True while an element is read token by token.</summary>
    public bool InElement { get; private set; }

    /// <summary>Where the JSON broke; null as long as it did not. All that was found before it is good.</summary>
    public JsonBreak? Break { get; private set; }

    /// <summary>Leaves bytes out of the count of what the reader is shown, such as a byte order mark.</summary>
    public void Pass(int bytes) => _unseen += bytes;

    /// <summary>Elements that have ended so far.</summary>
    public long Elements { get; private set; }

    /// <summary>Begins the next element, which is too large to be held: it is read token by token.</summary>
    public void EnterElement(IElementSink sink)
    {
        InElement = true;
        sink.BeginElement();
    }

    /// <summary>Hands on all elements that lie whole in a block, and the tokens of the one that was entered.</summary>
    /// <param name="block">What the last call did not consume, and more.</param>
    /// <param name="full">True if the sink is to be flushed before this is called again.</param>
    /// <returns>Bytes consumed: the next block begins behind them.</returns>
    /// <exception cref="NestingException">Nested deeper than <see cref="JsonBounds.MaxDepth"/>.</exception>
    public int HandOn(ReadOnlySpan<byte> block, bool last, IElementSink sink, out bool full)
    {
        var json = new Utf8JsonReader(block, last, _state);
        var consumed = 0;
        full = false;
        try
        {
            while (!full && json.Read())
            {
                if (InElement)
                {
                    if (sink.Take(ref json, block, _dropped))
                        full = End(sink, []);
                }
                else if (_open && json.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)json.TokenStartIndex;
                    if (!TakeWhole(ref json, block, sink))
                        break;
                    full = End(sink, block[start..(int)json.BytesConsumed]);
                }
                _open = true;
                Advance(block[consumed..(int)json.BytesConsumed]);
                _unseen += _dropped;
                _dropped = 0;
                (consumed, _state) = ((int)json.BytesConsumed, json.CurrentState);
            }
        }
        catch (JsonException error)
        {
            // Of the block only what follows the last token or element that was consumed is still to be counted.
            Break = Understand(error, ref json, block, consumed, last);
        }
        return consumed;
    }

    /// <summary>Takes the middle out of the text at the start of a block that is too short for it; the next call finds it
    /// shortened.</summary>
    /// <returns>Bytes that are gone from the block's end; 0 if no text stands there.</returns>
    public int ShortenText(Span<byte> block)
    {
        var dropped = LongText.Shorten(block);
        _dropped += dropped;
        return dropped;
    }

    /// <summary>Hands on an element, the reader standing on its first token; false if its end does not lie in the block.</summary>
    private static bool TakeWhole(ref Utf8JsonReader json, ReadOnlySpan<byte> block, IElementSink sink)
    {
        sink.BeginElement();
        while (!sink.Take(ref json, block, 0))
        {
            if (json.Read())
                continue;
            sink.AbandonElement();
            return false;
        }
        return true;
    }

    private bool End(IElementSink sink, ReadOnlySpan<byte> own)
    {
        InElement = false;
        Elements++;
        return sink.EndElement(own);
    }

    private void Advance(ReadOnlySpan<byte> consumed)
    {
        var lines = consumed.Count((byte)'\n');
        if (lines == 0)
        {
            _column += consumed.Length;
            return;
        }
        _lines += lines;
        _column = consumed.Length - consumed.LastIndexOf((byte)'\n') - 1;
        _unseen = 0;
    }

    /// <summary>Where it broke.</summary>
    /// <param name="counted">How many bytes of the block are in the count of lines and bytes.</param>
    private JsonBreak Understand(JsonException error, ref Utf8JsonReader json, ReadOnlySpan<byte> block, int counted, bool last)
    {
        // The reader counts a level only from the token behind its opening.
        var depth = json.CurrentDepth + (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
        if (depth >= JsonBounds.MaxDepth)
            throw new NestingException();
        // The exception's own message can quote the body; only its position is used, counted from 0 over all blocks.
        var (line, column) = (error.LineNumber ?? _lines, error.BytePositionInLine ?? _column);
        var at = counted + (line == _lines ? (int)(column - _column) : LineStart(block[counted..], line - _lines) + (int)column);
        var why = JsonBreak.Reason(block, (int)json.BytesConsumed, at, last, ended: depth == 0 && json.TokenType == JsonTokenType.EndArray);
        return new JsonBreak(line + 1, column + 1 + (line == _lines ? _unseen : 0) + _dropped, why);
    }

    private static int LineStart(ReadOnlySpan<byte> block, long lines)
    {
        var start = 0;
        for (; lines > 0; lines--)
            start += block[start..].IndexOf((byte)'\n') + 1;
        return start;
    }
}

/// <summary>JSON nested too deeply to be a shop's answer.</summary>
internal sealed class NestingException() : Exception($"The JSON is nested deeper than {JsonBounds.MaxDepth} levels.");

/// <summary>Shortens a JSON text that does not fit into a block, so that the reader gets to its end in flat memory.</summary>
internal static class LongText
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,:"u8);

    /// <summary>Takes out of a block all of the text that begins there and does not end there; the reader has found no fault in it. Only
    /// the quotation mark before it stays, and half an escape at the block's end.</summary>
    /// <param name="block">Begins with white space or a separator at most, then the text.</param>
    /// <returns>How many bytes are gone from the block's end; 0 if no text begins there.</returns>
    public static int Shorten(Span<byte> block)
    {
        var start = block.IndexOfAnyExcept(Separators) + 1;
        if (start == 0 || block[start - 1] != (byte)'"')
            return 0;
        var kept = HalfEscape(block[start..]);
        block[^kept..].CopyTo(block[start..]);
        return block.Length - start - kept;
    }

    /// <summary>Length of the escape that begins at a text's end and is not whole.</summary>
    private static int HalfEscape(ReadOnlySpan<byte> text)
    {
        var last = text.LastIndexOf((byte)'\\');
        var length = text.Length - last;
        if (last < 0 || length >= "\\u0000".Length)
            return 0;
        // Of backslashes in a row each second one is escaped by the one before it.
        var before = text[..last];
        var even = (before.Length - before.TrimEnd((byte)'\\').Length) % 2 == 0;
        return even && (length == 1 || text[last + 1] == (byte)'u') ? length : 0;
    }
}
