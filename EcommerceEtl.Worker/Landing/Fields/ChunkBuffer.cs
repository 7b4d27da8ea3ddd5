namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>The lines of one chunk while they are collected; reused for chunk after chunk.</summary>
internal sealed class ChunkBuffer
{
    /// <summary>A chunk closes with the element that brings it to this size (bytes): memory stays flat whatever an element's
    /// size.</summary>
    public const int FullBytes = 2 * 1024 * 1024;

    /// <summary>A chunk closes with this many elements.</summary>
    public const int FullElements = 20_000;

    /// <summary>No chunk is larger: a full one, and its last element.</summary>
    public const int MaxBytes = FullBytes + JsonBounds.MaxElementBytes + 1;

    private const int Small = 64 * 1024;

    private byte[] _bytes = new byte[Small];

    public bool IsFull => Elements >= FullElements || Length >= FullBytes;

    public int Length { get; private set; }

    public int Elements { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Grow(Length + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void EndLine()
    {
        Append("\n"u8);
        Elements++;
    }

    /// <summary>Few and large steps: a shop of any size ends at a full chunk, and each step leaves its array as garbage. The last one is
    /// for a large last element, which comes in many small pieces.</summary>
    private void Grow(int needed)
    {
        var size = needed <= 8 * Small ? 8 * Small : needed <= FullBytes + Small ? FullBytes + Small : Math.Max(needed, MaxBytes);
        var larger = GC.AllocateUninitializedArray<byte>(size);
        Written.Span.CopyTo(larger);
        _bytes = larger;
    }

    /// <summary>Forgets what lies behind a length.</summary>
    public void CutTo(int length) => Length = length;

    /// <summary>Begins anew with elements that were in a buffer before.</summary>
    public void StartWith(ReadOnlySpan<byte> bytes, int elements)
    {
        Length = 0;
        Append(bytes);
        Elements = elements;
    }

    public void Clear() => (Length, Elements) = (0, 0);
}
