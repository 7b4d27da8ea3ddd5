using System.Buffers;
using static System.FormattableString;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Where and why JSON broke, as a shop can be told. Never its text, which may hold personal data.</summary>
/// <param name="Line">Line of the body, from 1.</param>
/// <param name="Byte">Byte of that line, from 1, after decompression and in UTF-8.</param>
/// <param name="Why">What is wrong; continues "Tell the shop that ".</param>
internal sealed record JsonBreak(long Line, long Byte, string Why)
{
    private const string Missing = "a comma or a colon is missing there";
    private const string Number = "a number stands there in a form that JSON does not know, such as 01, .5, 1. or +1";
    private const string Other = "something stands there that is no JSON";
    private const string CutOff = "its answer ends too early, as when it runs into a time-out or an error of its own while it writes";
    private const string Behind = "something follows the end of its list there, as when two lists are sent one behind the other";

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"u8);

    /// <summary>What was seen; continues "The shop ...".</summary>
    /// <param name="read">How many elements of the answer were read before it broke.</param>
    public string Seen(Entity entity, long read, ElementId? last)
    {
        // A customer's id is nobody's business in a log; the number is enough to find the element.
        var id = entity == Entity.Customers ? "" : last is { } known ? $" (the last id before it is {known})"
            : " (no id was read before it)";
        var invalid = Why == CutOff ? "cut off" : "not valid";
        var element = Why == Behind ? Invariant($"behind its {read} elements") : Invariant($"in element {read + 1}");
        return Invariant($"sent JSON that is {invalid} at line {Line}, byte {Byte}, {element}{id}");
    }

    /// <summary>Why JSON broke.</summary>
    /// <param name="block">Bytes among which it did.</param>
    /// <param name="behind">Where the last good token ends.</param>
    /// <param name="at">The byte at which it broke.</param>
    /// <param name="last">True if nothing follows the block.</param>
    /// <param name="ended">True if the array had ended.</param>
    public static string Reason(ReadOnlySpan<byte> block, int behind, int at, bool last, bool ended)
    {
        at = Math.Clamp(at, 0, block.Length);
        if (ended)
            return Behind;
        var rest = block[at..].TrimStart(" \t\r\n,:"u8);
        if (rest.IsEmpty)
            return last ? CutOff : Other;
        var token = block[Math.Min(behind, at)..at].TrimStart(" \t\r\n,:"u8);
        return token.StartsWith("\""u8) ? InText(block[at]) : Outside(block[..at], rest, block[at]);
    }

    private static string InText(byte found) => found switch
    {
        (byte)'\n' or (byte)'\r' => "a raw line break stands in a text there, which JSON writes as \\n",
        < 0x20 => "a raw control character such as a tab stands in a text there, which JSON writes as \\t or \\u0009",
        _ => "a backslash stands in a text there before a character that JSON does not escape; a backslash itself is written as \\\\",
    };

    private static string Outside(ReadOnlySpan<byte> before, ReadOnlySpan<byte> rest, byte found)
    {
        var word = before[(before.LastIndexOfAnyExcept(Letters) + 1)..];
        var previous = before[..^word.Length].TrimEnd(" \t\r\n"u8);
        var left = previous.IsEmpty ? (byte)0 : previous[^1];
        if (char.IsAsciiLetter((char)found) || !word.IsEmpty && left is not ((byte)'.' or (>= (byte)'0' and <= (byte)'9')))
            return Word(rest, left);
        return found switch
        {
            (byte)'\'' => "single quotation marks stand there, where JSON has double ones",
            (byte)']' or (byte)'}' when left == (byte)',' => "a comma stands there before a closing bracket",
            (byte)']' or (byte)'}' when left == (byte)':' => "a value is missing there",
            (byte)'.' or (byte)'+' => Number,
            _ when before is [.., (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E'] => Number,
            >= (byte)'0' and <= (byte)'9' when before is [.., (byte)'0'] => Number,
            (byte)']' or (byte)'}' => "a closing bracket stands there that fits none that was opened",
            (byte)'/' or (byte)'#' => "a comment stands there, which JSON does not have",
            (byte)',' => "a comma too many stands there",
            (byte)'"' or (byte)'{' or (byte)'[' or (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Missing,
            _ => Other,
        };
    }

    private static string Word(ReadOnlySpan<byte> rest, byte left)
    {
        var isValue = rest.StartsWith("true"u8) || rest.StartsWith("false"u8) || rest.StartsWith("null"u8);
        if (isValue && left is not ((byte)'{' or (byte)','))
            return Missing;
        var behind = rest[Math.Max(0, rest.IndexOfAnyExcept(Letters))..].TrimStart(" \t\r\n"u8);
        return left is (byte)'{' or (byte)',' && behind.StartsWith(":"u8) ? "a name stands there without quotation marks"
            : left == (byte)'"' ? "a quotation mark in a text is not escaped there, or a comma is missing"
            : "a word stands there that JSON does not know, such as NaN, Infinity, undefined or None; JSON has null for what is missing";
    }
}
