namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Turns a body into UTF-8, the encoding of JSON, where it comes in another and says so by its byte order mark or content
/// type.</summary>
internal static class BodyEncoding
{
    /// <summary>The body in UTF-8. Of an encoding that nobody knows it is the body as it came.</summary>
    public static async ValueTask<Stream> DecodeAsync(
        HttpResponseMessage response, CountingStream body, CancellationToken cancellationToken)
    {
        var start = await body.PeekAsync(4, cancellationToken);
        var encoding = Marked(start.Span) ?? Declared(response.Content.Headers.ContentType?.CharSet?.Trim('"', '\'', ' '), start.Span);
        // ASCII is UTF-8 too, and what is called ASCII and is not is UTF-8 most of the time.
        return encoding is UTF8Encoding or ASCIIEncoding or null
            ? body : Encoding.CreateTranscodingStream(body, encoding, Encoding.UTF8, leaveOpen: true);
    }

    private static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, 0, 0] => Encoding.UTF32,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Encoding? Declared(string? name, ReadOnlySpan<byte> start)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        // Without a mark both orders are in use; a JSON array begins with an ASCII character.
        if (name.Equals("utf-16", StringComparison.OrdinalIgnoreCase))
            return start is [0, ..] ? Encoding.BigEndianUnicode : Encoding.Unicode;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
