namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>Lands only what is on the allow-list, token by token, so that an element need not be held whole. An element that is held, has
/// allowed fields alone and lies on one line is kept as its own bytes; of any other a compact copy of the allowed tokens' own bytes is
/// made, so that odd numbers, escapes and doubled properties survive as they came. A value that may not be kept at an allowed place is
/// replaced by <c>"(left out)"</c>, so that nobody takes it for what the shop sent. Of an element with more than can be kept only the id
/// lands (<see cref="OversizedElement"/>).</summary>
internal sealed class FieldFilter
{
    private readonly FieldTree _fields;
    private readonly ErasedIds? _erased;

    /// <summary>The objects and arrays that are open and kept, the outermost first.</summary>
    private readonly Level[] _open = new Level[JsonBounds.MaxDepth + 1];

    private ChunkBuffer _chunk = null!;
    private KeyReading _key;
    private int _start;
    private int _depth;
    private long _kept;
    private bool _clean;

    /// <summary>True while an element is copied whose buyer was erased: it becomes a guest's.</summary>
    private bool _toGuest;

    /// <summary>How many objects and arrays are open within a value that is not kept.</summary>
    private int _skipping;

    /// <summary>Where an object or array lies that is expected to be something else; null once it is known to be empty or not.</summary>
    private FieldNode? _misplaced;

    /// <summary>Filters by what a kind states.</summary>
    public FieldFilter(EntityFields fields, ErasedCustomers? erased = null)
    {
        _fields = new FieldTree(fields);
        _erased = erased is { IsEmpty: false } ? new ErasedIds(fields, erased) : null;
        Drift = new Drift(_fields);
    }

    /// <summary>Names of the fields that appeared and vanished so far.</summary>
    public Drift Drift { get; set; }

    /// <summary>Appends an element that is held whole to a chunk. One of an erased customer's loses the customer's id and city, and
    /// becomes a guest's; the customer does not land at all.</summary>
    /// <param name="chunk">Gets it, as a line.</param>
    /// <param name="id">Its id; null if none can be read.</param>
    /// <returns>False if nothing was appended, since the element is an erased customer.</returns>
    /// <exception cref="JsonException">The bytes are no single JSON value.</exception>
    public bool Land(ReadOnlySpan<byte> element, ChunkBuffer chunk, out ElementId? id)
    {
        id = null;
        var toGuest = _erased?.Names(element) == true;
        if (toGuest && _fields.IsOfCustomers)
            return false;
        Begin(chunk);
        (_toGuest, _clean) = (toGuest, !toGuest);
        try
        {
            var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
            json.Read();
            while (!Take(ref json, element))
                json.Read();
            // Throws if anything follows: it would land unchecked.
            json.Read();
        }
        catch (JsonException)
        {
            Abandon();
            throw;
        }
        id = Complete(element);
        chunk.EndLine();
        return true;
    }

    /// <summary>Begins an element, behind what the chunk holds already.</summary>
    public void Begin(ChunkBuffer chunk)
    {
        _chunk = chunk;
        _key = new KeyReading(_fields.Ids);
        _start = chunk.Length;
        (_depth, _skipping, _kept, _clean, _toGuest, _misplaced) = (0, 0, 0, true, false, null);
    }

    /// <inheritdoc cref="IElementSink.Take"/>
    public bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped = 0)
    {
        if (_skipping > 0)
        {
            Skip(json.TokenType);
        }
        else if (json.TokenType == JsonTokenType.PropertyName)
        {
            TakeName(ref json, block, dropped);
        }
        else if (json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            Write(json.TokenType == JsonTokenType.EndObject ? "}"u8 : "]"u8);
            _depth--;
        }
        else
        {
            TakeValue(ref json, block, dropped);
        }
        return _depth == 0 && _skipping == 0;
    }

    /// <summary>Ends the element. Only now is known whose it is.</summary>
    /// <param name="own">Its own bytes; empty if they were too many to be held.</param>
    /// <param name="id">Its id; null if none can be read.</param>
    /// <returns>False if nothing was appended, since the element is an erased customer.</returns>
    public bool End(ReadOnlySpan<byte> own, out ElementId? id)
    {
        id = Complete(own);
        if (_erased is not null)
        {
            var element = own.IsEmpty ? _chunk.Written.Span[_start..].ToArray() : own;
            if (_erased.Names(element))
            {
                Abandon();
                return Land(element, _chunk, out id);
            }
        }
        _chunk.EndLine();
        return true;
    }

    /// <summary>Takes what was appended of the element out of the chunk.</summary>
    public void Abandon() => _chunk.CutTo(_start);

    private ElementId? Complete(ReadOnlySpan<byte> own)
    {
        if (_clean && own.Length is > 0 and <= JsonBounds.MaxElementBytes && own.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            Abandon();
            _chunk.Append(own);
        }
        var id = _key.Id;
        if (_kept > JsonBounds.MaxElementBytes)
            _chunk.Append(OversizedElement.Of(_kept, id));
        return id;
    }

    private void TakeName(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped)
    {
        ref var level = ref _open[_depth - 1];
        var property = dropped > 0 ? null : level.Node.Find(ref json);
        if (property is null)
            Drift.Appeared(level.Node, dropped == 0 && JsonNames.LooksLikeAField(ref json) ? json.ValueSpan : default);
        var isErased = _toGuest && property is { IsPersonal: true };
        if (isErased)
            Drift.Met(property!);
        level.Next = property is { IsDropped: false } && !isErased ? property : null;
        if (level.Next is null)
        {
            _clean = false;
            return;
        }
        level.IsAgain = (level.Met & level.Next.Bit) != 0;
        level.Met |= level.Next.Bit;
        Separate(ref level);
        Write(Raw(ref json, block));
        Write(":"u8);
    }

    private void TakeValue(ref Utf8JsonReader json, ReadOnlySpan<byte> block, long dropped)
    {
        var node = _depth == 0 ? _fields.Root : _open[_depth - 1].Next;
        if (node is null)
        {
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !json.TrySkip())
                _skipping = 1;
            return;
        }
        Drift.Met(node);
        if (node.IsKey)
            _key.Meet(ref json, whole: dropped == 0);
        if (_depth > 0 && _open[_depth - 1].IsArray)
            Separate(ref _open[_depth - 1]);
        // Of a property that comes twice nobody knows which is meant: the record or the detail is refused for that, and the second value is
        // not needed.
        var again = _depth > 0 && _open[_depth - 1].IsAgain;
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when !node.IsLeaf && node.Items is null && !again:
                Write("{"u8);
                _open[_depth++] = new Level(node, IsArray: false);
                break;
            case JsonTokenType.StartArray when node.Items is not null && !again:
                Write("["u8);
                _open[_depth++] = new Level(node, IsArray: true) { Next = node.Items };
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                (_misplaced, _skipping) = (node, 1);
                break;
            case JsonTokenType.String when again || (dropped > 0 ? !node.KeepsAnyText : !node.Keeps(ref json) && !json.ValueSpan.IsEmpty):
                // A text in the place of a city would be taken for one.
                LeaveOut(node.Form == LeafForm.City ? LeftOut.List : LeftOut.Text);
                break;
            case JsonTokenType.Number
                when again ? !LeafForms.IsShort(ref json) : !node.Keeps(ref json) && !json.ValueSpan.SequenceEqual("0"u8):
                LeaveOut(node.IsLeaf ? LeftOut.Number(LeafForms.ReasonAgainst(node.Form, ref json)) : LeftOut.Text);
                break;
            default:
                _kept += dropped;
                Write(Raw(ref json, block));
                break;
        }
    }

    private void Skip(JsonTokenType token)
    {
        _skipping += token switch
        {
            JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
            JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
            _ => 0,
        };
        if (_misplaced is null)
            return;
        if (_skipping > 0)
            LeaveOut(_misplaced.IsLeaf ? LeftOut.List : LeftOut.Text);
        else
            Write(token == JsonTokenType.EndObject ? "{}"u8 : "[]"u8);
        _misplaced = null;
    }

    private void LeaveOut(ReadOnlySpan<byte> standIn)
    {
        _clean = false;
        Write(standIn);
    }

    private void Separate(ref Level level)
    {
        if (level.HasItems)
            Write(","u8);
        level.HasItems = true;
    }

    /// <summary>Keeps bytes, up to the bound: what was kept of the element so far is then given up.</summary>
    private void Write(ReadOnlySpan<byte> bytes)
    {
        _kept += bytes.Length;
        if (_kept <= JsonBounds.MaxElementBytes)
            _chunk.Append(bytes);
        else
            _chunk.CutTo(_start);
    }

    /// <summary>The token's own bytes, quotes included.</summary>
    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> block) =>
        json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            ? block.Slice((int)json.TokenStartIndex, json.ValueSpan.Length + 2) : json.ValueSpan;

    /// <summary>An object or array that is kept.</summary>
    private record struct Level(FieldNode Node, bool IsArray)
    {
        /// <summary>Where the next value lies; null if it is not kept.</summary>
        public FieldNode? Next { get; set; }

        /// <summary>The properties that were kept, a bit each.</summary>
        public ulong Met { get; set; }

        /// <summary>True if the property to whose value the reader comes next was there before.</summary>
        public bool IsAgain { get; set; }

        /// <summary>True once something of it was kept.</summary>
        public bool HasItems { get; set; }
    }
}
