namespace EcommerceEtl.Worker.Landing;

/// <summary>The lines of one chunk while they are collected; reused for chunk after chunk.</summary>
internal sealed class ChunkBuffer
{
    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public int Elements { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void EndLine()
    {
        Append("\n"u8);
        Elements++;
    }

    public void Clear() => (Length, Elements) = (0, 0);
}
