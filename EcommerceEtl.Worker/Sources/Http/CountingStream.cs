namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Counts what a body really holds, after decompression, and ends it at a bound: no header is trusted.</summary>
internal sealed class CountingStream(Stream inner, long maxBytes, SourceRequest request) : Stream
{
    private Memory<byte> _ahead;

    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <exception cref="EtlException"><c>body_too_large</c>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ahead.IsEmpty)
            return Add(await inner.ReadAsync(buffer, cancellationToken));
        var read = Math.Min(_ahead.Length, buffer.Length);
        _ahead[..read].CopyTo(buffer);
        _ahead = _ahead[read..];
        return read;
    }

    /// <summary>The first bytes, which are still to be read; fewer than asked for if there are no more. Called once, before anything is
    /// read.</summary>
    /// <exception cref="EtlException"><c>body_too_large</c>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var ahead = new byte[count];
        _ahead = ahead.AsMemory(0, Add(await inner.ReadAtLeastAsync(ahead, count, throwOnEndOfStream: false, cancellationToken)));
        return _ahead;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Add(int read)
    {
        Count += read;
        return Count <= maxBytes
            ? read
            : throw new EtlException(
                ErrorCode.BodyTooLarge,
                $"{request} sent more than {maxBytes:N0} bytes (counted after decompression) and was cut off. If the shop really is that "
                + "large, raise Http:MaxBodyBytes.");
    }
}
