namespace EcommerceEtl.Worker.Landing;

/// <summary>Walks the elements of a landed chunk, one a line, without copying: <c>foreach (var element in new NdjsonLines(chunk.Span))</c>.</summary>
public ref struct NdjsonLines(ReadOnlySpan<byte> chunk)
{
    private ReadOnlySpan<byte> _rest = chunk;

    /// <summary>The current element, without its newline.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly NdjsonLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        var end = _rest.IndexOf((byte)'\n');
        Current = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}
