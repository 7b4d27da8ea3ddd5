using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EcommerceEtl.Data.Session;

/// <summary>Writes the rows of one COPY in PostgreSQL's binary format, byte for byte as <see cref="NpgsqlBinaryImporter"/> does, but
/// without its work on each value's type, which takes several times as long as the value itself. For each row call
/// <see cref="StartRow"/>, then one method for each column, in the columns' order and of the columns' types; at the end
/// <see cref="CompleteAsync"/>. Values go into a buffer; once in hundreds a call waits for the network, which blocks the caller's
/// thread.</summary>
/// <param name="stream">Takes the bytes.</param>
/// <param name="columns">Columns of each row.</param>
/// <param name="cancellation">Ends the COPY from outside.</param>
/// <seealso href="https://www.postgresql.org/docs/current/sql-copy.html">The format.</seealso>
internal sealed class BinaryCopy(Stream stream, int columns, BackendCancellation? cancellation = null) : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Bytes of the largest value that is not a text, its length included: a numeric of eight groups of digits.</summary>
    private const int MaxFixed = 32;

    /// <summary>Length that stands for a missing value.</summary>
    private const int Null = -1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly DateOnly Epoch = new(2000, 1, 1);
    private static readonly DateTime EpochTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _length;
    private bool _begun;
    private bool _completed;

    public void StartRow()
    {
        if (!_begun)
            Begin();
        BinaryPrimitives.WriteInt16BigEndian(Next(2), (short)columns);
    }

    public void SmallInt(short value) => BinaryPrimitives.WriteInt16BigEndian(Value(2), value);

    public void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Value(4), value);

    public void Integer(int? value)
    {
        if (value is { } present)
            Integer(present);
        else
            WriteNull();
    }

    public void BigInt(long value) => BinaryPrimitives.WriteInt64BigEndian(Value(8), value);

    public void BigInt(long? value)
    {
        if (value is { } present)
            BigInt(present);
        else
            WriteNull();
    }

    public void Boolean(bool value) => Value(1)[0] = value ? (byte)1 : (byte)0;

    public void Uuid(Guid value) => value.TryWriteBytes(Value(16), bigEndian: true, out _);

    /// <summary>A date. The least and the greatest of .NET are PostgreSQL's <c>-infinity</c> and <c>infinity</c>.</summary>
    public void Date(DateOnly value) => Integer(
        value == DateOnly.MinValue ? int.MinValue : value == DateOnly.MaxValue ? int.MaxValue : value.DayNumber - Epoch.DayNumber);

    /// <summary>A time, cut to microseconds. The least and the greatest of .NET are PostgreSQL's <c>-infinity</c> and
    /// <c>infinity</c>.</summary>
    /// <exception cref="ArgumentException">The time is not said to be UTC.</exception>
    public void TimestampTz(DateTime value)
    {
        if (value.Kind != DateTimeKind.Utc)
            throw new ArgumentException($"The time {value:O} is not in UTC.", nameof(value));
        BigInt(
            value == DateTime.MinValue ? long.MinValue : value == DateTime.MaxValue ? long.MaxValue
            : (value.Ticks - EpochTime.Ticks) / TimeSpan.TicksPerMicrosecond);
    }

    public void TimestampTz(DateTime? value)
    {
        if (value is { } present)
            TimestampTz(present);
        else
            WriteNull();
    }

    public void Numeric(decimal? value)
    {
        if (value is { } present)
            Numeric(present);
        else
            WriteNull();
    }

    /// <summary>A number with the scale it has: digits in groups of four, the decimal point between two groups.</summary>
    public void Numeric(decimal value)
    {
        Span<short> groups = stackalloc short[BinaryNumeric.MaxGroups];
        var (count, weight) = BinaryNumeric.Groups(value, groups);
        var bytes = Value(8 + 2 * count);
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(bytes[2..], (short)weight);
        BinaryPrimitives.WriteInt16BigEndian(bytes[4..], value < 0 ? BinaryNumeric.Negative : BinaryNumeric.Positive);
        BinaryPrimitives.WriteInt16BigEndian(bytes[6..], value.Scale);
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteInt16BigEndian(bytes[(8 + 2 * i)..], groups[i]);
    }

    /// <summary>A text, or nothing.</summary>
    /// <exception cref="EncoderFallbackException">The text has half of a surrogate pair.</exception>
    public void Text(string? value)
    {
        if (value is null)
        {
            WriteNull();
            return;
        }
        var bytes = Utf8.GetByteCount(value);
        if (bytes <= BufferSize - MaxFixed)
        {
            Utf8.GetBytes(value, Value(bytes));
            return;
        }
        BinaryPrimitives.WriteInt32BigEndian(Next(4), bytes);
        Flush();
        stream.Write(Utf8.GetBytes(value));
    }

    /// <summary>Ends the COPY; the server then has taken all rows.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_begun)
            Begin();
        BinaryPrimitives.WriteInt16BigEndian(Next(2), -1);
        await stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _completed = true;
        try
        {
            await stream.DisposeAsync();
        }
        catch (PostgresException ended) when (cancellation is { Token: { IsCancellationRequested: true } token })
        {
            throw new OperationCanceledException("The COPY was cancelled.", ended, token);
        }
    }

    /// <summary>Takes the COPY back if it is not complete.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_buffer.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        if (!_completed)
            await TakeBackAsync();
        if (cancellation is not null)
            await cancellation.DisposeAsync();
    }

    private async Task TakeBackAsync()
    {
        try
        {
            if (stream is NpgsqlRawCopyStream copy)
                await copy.CancelAsync();
            await stream.DisposeAsync();
        }
        catch (Exception broken) when (broken is NpgsqlException or IOException or ObjectDisposedException)
        {
            // The connection is gone, and the COPY with it. What the caller is failing with says why.
        }
    }

    private void Begin()
    {
        _begun = true;
        "PGCOPY\n"u8.CopyTo(Next(7));
        ReadOnlySpan<byte> rest = [0xFF, (byte)'\r', (byte)'\n', 0];
        rest.CopyTo(Next(4));
        // No flags, and no header extension.
        Next(8).Clear();
    }

    private void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Next(4), Null);

    /// <summary>Room for a value of so many bytes, after its length.</summary>
    private Span<byte> Value(int bytes)
    {
        var room = Next(4 + bytes);
        BinaryPrimitives.WriteInt32BigEndian(room, bytes);
        return room[4..];
    }

    private Span<byte> Next(int bytes)
    {
        if (_length + bytes > BufferSize)
            Flush();
        var room = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return room;
    }

    private void Flush()
    {
        stream.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}
