using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Lands the elements of a body that is one bare JSON array while it arrives; memory does not grow with the body.</summary>
internal static class ArrayBody
{
    private const int FirstBuffer = 128 * 1024;
    private const int LastBuffer = JsonBounds.MaxElementBytes + FirstBuffer;

    /// <summary>Lands all elements.</summary>
    /// <exception cref="EtlException"><c>unexpected_payload</c> or <c>body_too_large</c>: another attempt would bring the same.</exception>
    /// <exception cref="BrokenBodyException">The body broke off or is garbled.</exception>
    public static async Task LandAsync(
        SourceRequest request, HttpResponseMessage response, CountingStream body, EntityWriter landing, CancellationToken ct)
    {
        var scan = new JsonArrayScan();
        var elements = new List<(int Start, int Length)>(1024);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var filled = 0;
        try
        {
            for (var (last, first) = (false, true); !last; first = false)
            {
                (filled, last) = await FillAsync(body, buffer, filled, ct);
                var from = first ? Begin(request, response, buffer.AsSpan(0, filled), last) : 0;
                elements.Clear();
                var consumed = from + Scan(request, body, scan, buffer.AsSpan(from, filled - from), last, elements);
                foreach (var (start, length) in elements)
                {
                    if (length > JsonBounds.MaxElementBytes)
                        throw TooLarge(request);
                    await landing.AppendAsync(buffer.AsMemory(from + start, length), ct);
                }
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
                if (filled == buffer.Length)
                    buffer = Grown(request, buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Fills the buffer to its end if there is that much: an element is scanned again only when the buffer has doubled.</summary>
    private static async ValueTask<(int Filled, bool Last)> FillAsync(CountingStream body, byte[] buffer, int filled, CancellationToken ct)
    {
        while (filled < buffer.Length)
        {
            int read;
            try
            {
                read = await body.ReadAsync(buffer.AsMemory(filled), ct);
            }
            catch (Exception error) when (error is IOException or HttpRequestException or InvalidDataException)
            {
                throw Broken(error, body.Count);
            }
            if (read == 0)
                return (filled, true);
            filled += read;
        }
        return (filled, false);
    }

    private static int Begin(SourceRequest request, HttpResponseMessage response, ReadOnlySpan<byte> start, bool whole)
    {
        var content = BodyStart.TrimStart(start);
        if (content is [(byte)'[', ..])
            return start.Length - content.Length;
        throw SourceErrors.NoArray(request, response, new BodyStart(response, start, whole));
    }

    private static int Scan(
        SourceRequest request, CountingStream body, JsonArrayScan scan, ReadOnlySpan<byte> block, bool last, List<(int Start, int Length)> elements)
    {
        try
        {
            return scan.Scan(block, last, elements);
        }
        catch (NestingException)
        {
            throw SourceErrors.Monstrous(request, $"JSON nested deeper than {JsonBounds.MaxDepth} levels");
        }
        catch (JsonException)
        {
            // The exception's own message can quote the body.
            throw new BrokenBodyException(
                string.Create(CultureInfo.InvariantCulture, $"sent JSON that is cut off or garbled (after {body.Count} bytes)"), connection: false, null);
        }
    }

    private static byte[] Grown(SourceRequest request, byte[] full)
    {
        if (full.Length >= LastBuffer)
            throw TooLarge(request);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(full.Length * 2, LastBuffer));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static EtlException TooLarge(SourceRequest request) =>
        SourceErrors.Monstrous(request, $"a single element larger than {JsonBounds.MaxElementBytes / (1024 * 1024)} MiB");

    private static BrokenBodyException Broken(Exception error, long count) => error switch
    {
        InvalidDataException => new BrokenBodyException("sent a body that cannot be decompressed", connection: false, error),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => new BrokenBodyException(
            string.Create(CultureInfo.InvariantCulture, $"ended its body early (after {count} bytes)"), connection: false, error),
        _ => new BrokenBodyException(
            string.Create(CultureInfo.InvariantCulture, $"broke the connection in mid-body (after {count} bytes)"), connection: true, error),
    };
}
