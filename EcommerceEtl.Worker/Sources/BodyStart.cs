using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources;

/// <summary>
/// What the first bytes of a body tell: its content type, length and first token, for HTML its title. Its text is never shown: it may hold
/// personal data.
/// </summary>
internal sealed partial class BodyStart
{
    private readonly string _text;

    /// <summary>Looks at a body.</summary>
    /// <param name="response">The answer it belongs to.</param>
    /// <param name="bytes">Its first bytes.</param>
    /// <param name="whole">True if these are all.</param>
    public BodyStart(HttpResponseMessage response, ReadOnlySpan<byte> bytes, bool whole)
    {
        var content = TrimStart(bytes);
        var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
        IsHtml = !content.IsEmpty && (type.Contains("html", StringComparison.OrdinalIgnoreCase) || content[0] == '<');
        var length = whole ? bytes.Length : Math.Max(bytes.Length, response.Content.Headers.ContentLength ?? 0);
        var size = string.Create(CultureInfo.InvariantCulture, $"{SafeText.Escape(type)}, {(whole ? "" : "at least ")}{length} bytes");
        _text = IsHtml ? $"an HTML page ({size}, title '{Title(content)}')"
            : content.IsEmpty && whole ? $"an empty body ({size})"
            : $"{Token(content)} ({size})";
    }

    /// <summary>True for a page where data should be.</summary>
    public bool IsHtml { get; }

    public override string ToString() => _text;

    /// <summary>Where a body's content begins: behind a byte order mark and white space.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> bytes) => AfterMark(bytes).TrimStart(" \t\r\n"u8);

    /// <summary>A body without its byte order mark, which JSON should not have and some servers send.</summary>
    public static ReadOnlySpan<byte> AfterMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private static string Token(ReadOnlySpan<byte> content) => content switch
    {
        [] => "nothing but white space",
        [(byte)'{', ..] => "a JSON object (first token {)",
        [(byte)'[', ..] => "a JSON array (first token [)",
        [(byte)'"', ..] => "a JSON text",
        [(byte)'n', (byte)'u', (byte)'l', (byte)'l', ..] => "a JSON null",
        [(byte)'t', ..] or [(byte)'f', ..] => "a JSON true or false, or plain words",
        [>= (byte)'0' and <= (byte)'9', ..] or [(byte)'-', ..] => "a number",
        _ => "something that is no JSON",
    };

    private static string Title(ReadOnlySpan<byte> content)
    {
        var found = TitleTag().Match(Encoding.UTF8.GetString(content[..Math.Min(content.Length, 16 * 1024)]));
        return found.Success ? SafeText.Escape(PersonalText.Mask(WhiteSpace().Replace(WebUtility.HtmlDecode(found.Groups[1].Value), " ").Trim())) : "none";
    }

    [GeneratedRegex("<title[^>]{0,200}>([^<]{0,1000})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TitleTag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
