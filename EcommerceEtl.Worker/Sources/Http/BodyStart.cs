namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What the first bytes of a body tell: its content type, length and first token. Its text is never shown, not even the title of a
/// page: it may hold personal data.</summary>
internal sealed class BodyStart
{
    // What servers, proxies and frameworks call their answers. Any other name may be anything.
    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/json", "application/ld+json", "application/problem+json", "application/vnd.api+json", "application/x-ndjson",
        "text/json",
        "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/problem+xml", "application/rss+xml", "text/plain",
        "text/csv", "text/javascript", "application/javascript", "application/octet-stream", "application/pdf", "application/zip",
        "application/gzip", "application/grpc", "image/png", "image/jpeg", "image/gif", "image/svg+xml",
    };

    private readonly string _text;

    /// <summary>Looks at a body.</summary>
    /// <param name="whole">True if these are all.</param>
    public BodyStart(HttpResponseMessage response, ReadOnlySpan<byte> bytes, bool whole)
    {
        var content = TrimStart(bytes);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        IsHtml = !content.IsEmpty && (type.Contains("html", StringComparison.OrdinalIgnoreCase) || content[0] == '<');
        var length = whole ? bytes.Length : Math.Max(bytes.Length, response.Content.Headers.ContentLength ?? 0);
        var size = string.Create(CultureInfo.InvariantCulture, $"{Known(type)}, {(whole ? "" : "at least ")}{length} bytes");
        _text = IsHtml ? $"an HTML page ({size})" : content.IsEmpty && whole ? $"an empty body ({size})" : $"{Token(content)} ({size})";
    }

    /// <summary>True for a page where data should be.</summary>
    public bool IsHtml { get; }

    public override string ToString() => _text;

    /// <summary>Where a body's content begins: behind a byte order mark and white space.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> bytes) => AfterMark(bytes).TrimStart(" \t\r\n"u8);

    /// <summary>A body without its byte order mark, which JSON should not have and some servers send.</summary>
    public static ReadOnlySpan<byte> AfterMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private static string Known(string type) =>
        type.Length == 0 ? "no content type" : Types.TryGetValue(type, out var known) ? known : "a content type that no shop uses";

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
}
