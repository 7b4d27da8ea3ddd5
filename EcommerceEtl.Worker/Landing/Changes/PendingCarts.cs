using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing.Changes;

/// <summary>A cart that was read and is not merged yet.</summary>
/// <param name="Offset">Where its element lies in the file.</param>
/// <param name="Length">Bytes of the element, without the end of its line.</param>
/// <param name="Replaces">True if it counts whatever the time at which the held one was changed, as after a comparison.</param>
internal sealed record PendingCart(ElementStamp Stamp, long Offset, int Length, bool Replaces);

/// <summary>Carts that were read and are not merged yet, in a file that is brought to disk page by page: a process that is killed goes on
/// after the last page. Only their stamps are in memory. For one caller at a time.</summary>
/// <remarks>A file is lines of text: what it was read for, then for each page its elements and a line with the <see cref="PageEnd"/>.
/// Lines behind the last of those are of a page that was not finished.</remarks>
internal sealed class PendingCarts : IDisposable
{
    /// <summary>No element begins like this.</summary>
    private const byte Mark = (byte)'#';

    private readonly string _path;
    private string _scope;
    private readonly FieldFilter _filter;
    private readonly StampReader _stampOf;
    private readonly ElementMemory _memory;
    private readonly FileStream _file;
    private readonly ChunkBuffer _page = new();
    private readonly Dictionary<long, PendingCart> _carts = [];
    private readonly HashSet<long> _gone = [];
    private readonly List<long> _goneOnPage = [];
    private bool _replaces;

    /// <summary>Opens the file, with what an earlier process left in it.</summary>
    /// <param name="scope">What its carts are read for, such as the snapshot that they are to be merged into, in one line: what was read
    /// for anything else is dropped.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public PendingCarts(
        string path, string scope, EntityFields fields, ErasedCustomers erased, StampReader stampOf, ElementMemory memory)
    {
        (_path, _scope, _stampOf, _memory) = (path, scope, stampOf, memory);
        _filter = new FieldFilter(fields, erased);
        _file = LandingErrors.Writing(path, () => DurableFile.OpenOrCreate(path));
        if (!LandingErrors.Reading(path, Recover))
            Clear(scope);
    }

    public IReadOnlyDictionary<long, PendingCart> Carts => _carts;

    /// <summary>Keys of carts that the shop no longer has.</summary>
    public IReadOnlySet<long> Gone => _gone;

    /// <summary>What was stated with the last page; null if there is none.</summary>
    public string? Position { get; private set; }

    /// <summary>Size of the file, bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Names of the fields that appeared and vanished so far.</summary>
    public ImmutableArray<string> Drift => _filter.Drift.Names();

    /// <summary>Begins a page.</summary>
    /// <param name="replaces">Of each of its carts, see <see cref="PendingCart"/>.</param>
    public void BeginPage(bool replaces)
    {
        _page.Clear();
        _goneOnPage.Clear();
        _replaces = replaces;
    }

    /// <summary>Adds a cart to the page.</summary>
    public void Add(byte[] element)
    {
        var stamp = _stampOf(element);
        // One that stands on the page itself was read at the same time, and lacks nothing that this one knows.
        if (_carts.TryGetValue(stamp.Key, out var earlier) && earlier.Stamp.Created == stamp.Created && earlier.Offset < _file.Length)
            element = _memory(Read(earlier), element);
        var start = _page.Length;
        _filter.Land(element, _page, out _);
        var landed = _page.Written.Span[start..^1];
        Take(new PendingCart(_stampOf(landed), _file.Length + start, landed.Length, _replaces));
    }

    /// <summary>States that the shop no longer has a cart.</summary>
    public void Remove(long key)
    {
        _goneOnPage.Add(key);
        TakeOut(key);
    }

    /// <summary>Ends the page and brings it to disk.</summary>
    /// <param name="position">Where to go on after it, in one line.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public void EndPage(string position)
    {
        var end = JsonSerializer.Serialize(new PageEnd(position, _replaces, [.. _goneOnPage]));
        _page.Append(Encoding.UTF8.GetBytes($"#{end}\n"));
        LandingErrors.Writing(_path, () =>
        {
            _file.Write(_page.Written.Span);
            _file.Flush(flushToDisk: true);
        });
        Position = position;
        _page.Clear();
    }

    /// <summary>The element of a cart that is on disk.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public byte[] Read(PendingCart cart) => LandingErrors.Reading(_path, () =>
    {
        var element = new byte[cart.Length];
        _file.Position = cart.Offset;
        _file.ReadExactly(element);
        _file.Seek(0, SeekOrigin.End);
        return element;
    });

    /// <summary>Forgets all carts, and begins anew.</summary>
    /// <param name="scope">What carts are read for from now on.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public void Clear(string scope)
    {
        _scope = scope;
        _carts.Clear();
        _gone.Clear();
        Position = null;
        LandingErrors.Writing(_path, () =>
        {
            _file.SetLength(0);
            _file.Write(Encoding.UTF8.GetBytes($"#{_scope}\n"));
            _file.Flush(flushToDisk: true);
        });
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Of a cart that came before, the one that was changed later counts.</summary>
    private void Take(PendingCart cart)
    {
        if (!_carts.TryGetValue(cart.Stamp.Key, out var earlier) || cart.Replaces || cart.Stamp.Changed >= earlier.Stamp.Changed)
            _carts[cart.Stamp.Key] = cart with { Replaces = cart.Replaces || earlier is { Replaces: true } };
        _gone.Remove(cart.Stamp.Key);
    }

    private void TakeOut(long key)
    {
        _carts.Remove(key);
        _gone.Add(key);
    }

    /// <summary>Reads the pages that are whole.</summary>
    /// <returns>False if the file is new, or was written for something else.</returns>
    private bool Recover()
    {
        _file.Position = 0;
        using var lines = new LineReader(_file);
        if (!lines.Next(out var line, out var offset) || !line.Span.SequenceEqual(Encoding.UTF8.GetBytes("#" + _scope)))
            return false;
        List<PendingCart> page = [];
        var whole = lines.Offset;
        while (lines.Next(out line, out offset))
        {
            if (line.Span is not [Mark, ..])
            {
                page.Add(new PendingCart(_stampOf(line.Span), offset, line.Length, false));
                continue;
            }
            var end = JsonSerializer.Deserialize<PageEnd>(line.Span[1..])!;
            foreach (var cart in page)
                Take(cart with { Replaces = end.Replaces });
            foreach (var key in end.Gone)
                TakeOut(key);
            page.Clear();
            Position = end.Position;
            whole = lines.Offset;
        }
        _file.SetLength(whole);
        _file.Seek(0, SeekOrigin.End);
        return true;
    }

    /// <param name="Position">Where to go on.</param>
    /// <param name="Gone">Keys of carts that the shop no longer has.</param>
    private sealed record PageEnd(string Position, bool Replaces, long[] Gone);

    /// <summary>The lines of a file that end with a line break.</summary>
    private sealed class LineReader(Stream file) : IDisposable
    {
        private byte[] _block = new byte[256 * 1024];
        private int _start, _length;

        /// <summary>Where the next line begins.</summary>
        public long Offset { get; private set; }

        /// <param name="line">The line without its end, valid until the next one is asked for.</param>
        /// <param name="offset">Where it begins.</param>
        public bool Next(out ReadOnlyMemory<byte> line, out long offset)
        {
            offset = Offset;
            for (var seen = 0; ;)
            {
                var end = _block.AsSpan(_start + seen, _length - seen).IndexOf((byte)'\n');
                if (end >= 0)
                {
                    line = _block.AsMemory(_start, seen + end);
                    Offset += line.Length + 1;
                    (_start, _length) = (_start + line.Length + 1, _length - line.Length - 1);
                    return true;
                }
                seen = _length;
                if (_start > 0)
                    (_, _start) = (_block.AsSpan(_start, _length).TryCopyTo(_block), 0);
                else if (_length == _block.Length)
                    Array.Resize(ref _block, 2 * _block.Length);
                var read = file.Read(_block, _length, _block.Length - _length);
                if (read == 0)
                {
                    line = default;
                    return false;
                }
                _length += read;
            }
        }

        public void Dispose() => _block = [];
    }
}
