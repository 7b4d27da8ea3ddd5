namespace EcommerceEtl.Worker.Landing;

/// <summary>The lines of one chunk while they are collected; reused for chunk after chunk.</summary>
internal sealed class ChunkBuffer
{
    private const int Small = 64 * 1024;

    private byte[] _bytes = new byte[Small];

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

    /// <summary>
    /// Few and large steps: a shop of any size ends at a full chunk, and each step leaves its array as garbage. The last one is for a
    /// large last element, which comes in many small pieces.
    /// </summary>
    private void Grow(int needed)
    {
        var size = needed <= 8 * Small ? 8 * Small
            : needed <= ChunkFiles.FullBytes + Small ? ChunkFiles.FullBytes + Small
            : Math.Max(needed, ChunkFiles.MaxBytes);
        var larger = GC.AllocateUninitializedArray<byte>(size);
        Written.Span.CopyTo(larger);
        _bytes = larger;
    }

    /// <summary>Forgets what lies behind a length.</summary>
    public void CutTo(int length) => Length = length;

    public void Clear() => (Length, Elements) = (0, 0);
}
