using System.Net;
using System.Net.Http.Headers;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>One JSON document that is asked of a shop.</summary>
/// <param name="Path">Path below the store's BaseUrl, with its query; empty for BaseUrl itself.</param>
/// <param name="Body">JSON that is sent with it (POST); null to ask without one (GET).</param>
public sealed record JsonQuestion(string Path, byte[]? Body = null);

/// <summary>A JSON document that a shop answered with, held in memory as a whole.</summary>
internal sealed class JsonAnswer : IDisposable
{
    /// <summary>Largest document, in bytes. A page of a list is far smaller; a shop whose page is larger is to be asked for smaller
    /// ones.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private readonly JsonDocument _document;
    private readonly HttpResponseMessage _response;

    private JsonAnswer(SourceRequest request, HttpResponseMessage response, JsonDocument document, long bytes) =>
        (Request, _response, _document, Bytes) = (request, response, document, bytes);

    public SourceRequest Request { get; }

    /// <summary>True where the shop has nothing at the address that was asked.</summary>
    public bool IsMissing => _response.StatusCode == HttpStatusCode.NotFound;

    public JsonElement Root => _document.RootElement;

    /// <summary>Bytes received, after decompression.</summary>
    public long Bytes { get; }

    public HttpResponseHeaders Headers => _response.Headers;

    /// <summary>The shop's clock when it answered (UTC).</summary>
    /// <exception cref="EtlException"><c>unexpected_payload</c>: it does not say.</exception>
    public DateTime Time => Headers.Date?.UtcDateTime ?? throw new EtlException(
        ErrorCode.UnexpectedPayload,
        $"{Request} answered without its time (the header Date). Nothing was changed. Look whether something between here and the shop "
        + "takes the header away.");

    /// <summary>Receives the document.</summary>
    /// <exception cref="EtlException"><c>unexpected_payload</c> or <c>body_too_large</c>: another attempt would bring the same.</exception>
    /// <exception cref="BrokenBodyException">It broke off or is garbled.</exception>
    public static async Task<JsonAnswer> ReceiveAsync(
        SourceRequest request, HttpResponseMessage response, CountingStream body, CancellationToken cancellationToken)
    {
        using var held = new MemoryStream();
        try
        {
            var text = await BodyEncoding.DecodeAsync(response, body, cancellationToken);
            var buffer = new byte[81920];
            for (int read; (read = await text.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (held.Length + read > MaxBytes)
                    throw SourceErrors.PageTooLarge(request);
                held.Write(buffer, 0, read);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or InvalidDataException)
        {
            throw BrokenBodyException.Of(error, body.Count);
        }
        var bytes = held.GetBuffer().AsMemory(0, (int)held.Length);
        if (BodyStart.TrimStart(bytes.Span) is not [(byte)'{' or (byte)'[', ..])
            throw SourceErrors.NoDocument(request, response, new BodyStart(response, bytes.Span, whole: true));
        try
        {
            var document = JsonDocument.Parse(
                bytes[^BodyStart.AfterMark(bytes.Span).Length..], new JsonDocumentOptions { MaxDepth = JsonBounds.MaxDepth });
            return new JsonAnswer(request, response, document, body.Count);
        }
        catch (JsonException error)
        {
            // The exception quotes what came.
            throw new BrokenBodyException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"sent a document that is no JSON from byte {error.BytePositionInLine} of line {error.LineNumber} on"),
                connection: false, null);
        }
    }

    public void Dispose() => _document.Dispose();
}
