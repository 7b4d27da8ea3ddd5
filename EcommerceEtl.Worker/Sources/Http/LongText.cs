using System.Buffers;

namespace EcommerceEtl.Worker.Sources.Http;

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
