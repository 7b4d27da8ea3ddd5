namespace EcommerceEtl.Worker.Pipeline;

/// <summary>The elements of a landed chunk: its lines.</summary>
internal readonly struct ElementLines(ReadOnlyMemory<byte> chunk)
{
    public Enumerator GetEnumerator() => new(chunk);

    internal struct Enumerator(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

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
