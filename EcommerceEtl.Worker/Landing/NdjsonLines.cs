namespace EcommerceEtl.Worker.Landing;

/// <summary>Walks the elements of a landed chunk, one a line, without copying: <c>foreach (var element in new
/// NdjsonLines(chunk))</c>.</summary>
public readonly struct NdjsonLines(ReadOnlyMemory<byte> chunk)
{
    public Enumerator GetEnumerator() => new(chunk);

    public struct Enumerator(ReadOnlyMemory<byte> chunk)
    {
        private ReadOnlyMemory<byte> _rest = chunk;

        /// <summary>The current element, without its newline.</summary>
        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var end = _rest.Span.IndexOf((byte)'\n');
            Current = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
