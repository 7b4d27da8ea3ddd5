using System.Buffers;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Reads the elements of a body that is one bare JSON array while it arrives. Memory grows neither with the body nor with an
/// element: one that does not fit into the buffer is handed on token by token, and of a text that does not fit the middle is taken
/// out.</summary>
internal sealed class ArrayBody(SourceRequest request, HttpResponseMessage response, CountingStream body, IElementSink sink) : IDisposable
{
    private const int FirstBuffer = 128 * 1024;
    private const int LastBuffer = JsonBounds.MaxElementBytes + FirstBuffer;

    private readonly JsonArrayScan _scan = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private Stream _text = body;
    private int _filled;
    private bool _last;

    /// <summary>The buffer may be larger than asked for; no more of it is used.</summary>
    private int Capacity => Math.Min(_buffer.Length, LastBuffer);

    /// <summary>Hands on all elements.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="EtlException"><c>unexpected_payload</c> or <c>body_too_large</c>: another attempt would bring the same.</exception>
    /// <exception cref="BrokenBodyException">The body broke off or is garbled.</exception>
    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        _text = await ReceiveAsync(BodyEncoding.DecodeAsync(response, body, cancellationToken));
        for (var first = true; !_last; first = false)
        {
            await FillAsync(cancellationToken);
            var used = first ? Begin() : 0;
            for (var full = true; full;)
            {
                used += HandOn(used, out full);
                if (full)
                    await sink.FlushAsync(cancellationToken);
            }
            _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
            _filled -= used;
            if (_filled == Capacity)
                MakeRoom();
        }
        return _scan.Elements;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Fills the buffer to its end if there is that much: an element is scanned again only when the buffer has doubled.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (_filled < Capacity && !_last)
        {
            var read = await ReceiveAsync(_text.ReadAsync(_buffer.AsMemory(_filled, Capacity - _filled), cancellationToken));
            _filled += read;
            _last = read == 0;
        }
    }

    private async ValueTask<T> ReceiveAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or InvalidDataException)
        {
            throw BrokenBodyException.Of(error, body.Count);
        }
    }

    /// <summary>Looks whether an array begins.</summary>
    /// <returns>How many bytes stand before it that are no JSON.</returns>
    private int Begin()
    {
        var start = _buffer.AsSpan(0, _filled);
        if (BodyStart.TrimStart(start) is not [(byte)'[', ..])
            throw SourceErrors.NoArray(request, response, new BodyStart(response, start, _last));
        var mark = start.Length - BodyStart.AfterMark(start).Length;
        _scan.Pass(mark);
        return mark;
    }

    /// <summary>Hands on what the buffer holds from somewhere on.</summary>
    /// <returns>Bytes that are done with.</returns>
    private int HandOn(int from, out bool full)
    {
        try
        {
            var consumed = _scan.HandOn(_buffer.AsSpan(from, _filled - from), _last, sink, out full);
            return _scan.Break is { } found
                ? throw new BrokenBodyException(found.Seen(request.Entity, _scan.Elements, sink.LastId), connection: false, null)
                {
                    Tell = found.Why,
                }
                : consumed;
        }
        catch (NestingException)
        {
            throw SourceErrors.TooLarge(request, $"JSON nested deeper than {JsonBounds.MaxDepth} levels");
        }
    }

    /// <summary>The buffer is full of what is not whole: it grows, then the element is read token by token, then its texts are
    /// shortened.</summary>
    private void MakeRoom()
    {
        if (Capacity < LastBuffer)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, LastBuffer));
            _buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else if (!_scan.InElement)
        {
            _scan.EnterElement(sink);
        }
        else
        {
            var dropped = _scan.ShortenText(_buffer.AsSpan(0, _filled));
            if (dropped == 0)
                throw SourceErrors.TooLarge(request,
                    $"a number or white space of more than {JsonBounds.MaxElementBytes / (1024 * 1024)} MiB");
            _filled -= dropped;
        }
    }
}
