using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Reading;

/// <summary>Reads a value that the reader stands on; returns why it cannot be used, or null.</summary>
internal delegate RejectionReason? ValueReader<T>(ref Utf8JsonReader json, out T value);

/// <summary>The fields of one object of an element, by name, with which a mapper reads a record in few lines. What is wrong is noted with
/// its JSON path, and a default value is given in its place: the record is refused at the end.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly Noted _noted;
    private readonly string _path;

    private JsonFields(JsonElement element, string path, Noted noted)
    {
        (_path, _noted) = (path, noted);
        if (element.ValueKind != JsonValueKind.Object)
        {
            _noted.Faults.Set(RejectionReason.WrongType, path);
            return;
        }
        foreach (var field in element.EnumerateObject())
        {
            // Of a field that comes twice nobody knows which is meant.
            if (NameOf(field) is { } name && !_fields.TryAdd(name, field.Value))
                _noted.Doubled.Add($"{path}.{name}");
        }
    }

    /// <summary>True if nothing has been found so far that costs the record.</summary>
    public bool IsGood => !_noted.Faults.Found;

    /// <summary>Reads the element the reader stands on.</summary>
    public static T? Read<T>(ref Utf8JsonReader json, ref ElementFaults faults, Func<JsonFields, T?> read)
        where T : class
    {
        using var document = JsonDocument.ParseValue(ref json);
        var noted = new Noted { Faults = faults };
        var record = read(new JsonFields(document.RootElement, "$", noted));
        faults = noted.Faults;
        return record;
    }

    /// <summary>A value without which there is no record.</summary>
    public T Need<T>(string name, ValueReader<T> read)
    {
        if (Find(name) is not { } value)
        {
            _noted.Faults.Set(RejectionReason.MissingField, PathOf(name));
            return default!;
        }
        return Take(name, value, read);
    }

    /// <summary>A value that may be absent; one that cannot be used costs the record.</summary>
    public T? Maybe<T>(string name, ValueReader<T> read)
        where T : struct => Find(name) is { } value ? Take(name, value, read) : null;

    /// <summary>A detail: where it cannot be used it is left out of the record, and where it is absent it is none.</summary>
    public T? Detail<T>(string name, ValueReader<T> read)
    {
        if (Find(name, isDetail: true) is not { } value)
            return default;
        var json = Open(value);
        if (read(ref json, out var detail) is null)
            return detail;
        _noted.Faults.LeaveOut(PathOf(name)["$.".Length..]);
        return default;
    }

    /// <summary>An object within this one; null where there is none.</summary>
    /// <param name="isDetail">True where one that cannot be used costs nothing but itself.</param>
    public JsonFields? Object(string name, bool isDetail = false)
    {
        if (Find(name, isDetail) is not { } value)
            return null;
        if (!isDetail || value.ValueKind == JsonValueKind.Object)
            return new JsonFields(value, PathOf(name), _noted);
        _noted.Faults.LeaveOut(PathOf(name)["$.".Length..]);
        return null;
    }

    /// <summary>The objects of a list without which there is no record.</summary>
    public List<T> NeedList<T>(string name, Func<JsonFields, T> read)
    {
        if (Find(name) is null)
            _noted.Faults.Set(RejectionReason.MissingField, PathOf(name));
        return List(name, read);
    }

    /// <summary>The objects of a list; none where it is absent.</summary>
    /// <param name="isDetail">True where a list that cannot be used costs nothing but itself.</param>
    public List<T> List<T>(string name, Func<JsonFields, T> read, bool isDetail = false)
    {
        if (Find(name, isDetail) is not { } list)
            return [];
        RejectionReason? wrong = list.ValueKind != JsonValueKind.Array ? RejectionReason.WrongType
            : list.GetArrayLength() > ValueLimits.MaxLinesPerCart ? RejectionReason.TooLong : null;
        if (wrong is not { } reason)
            return [.. list.EnumerateArray().Select((item, i) => read(new JsonFields(item, $"{PathOf(name)}[{i}]", _noted)))];
        if (isDetail)
            _noted.Faults.LeaveOut(PathOf(name)["$.".Length..]);
        else
            _noted.Faults.Set(reason, PathOf(name));
        return [];
    }

    /// <summary>Notes that a value, good by itself, cannot be right.</summary>
    public void Refuse(string name, RejectionReason reason) => _noted.Faults.Set(reason, PathOf(name));

    /// <summary>The value of a field; null where it is absent, null, or there twice.</summary>
    private JsonElement? Find(string name, bool isDetail = false)
    {
        if (_noted.Doubled.Contains(PathOf(name)))
        {
            if (isDetail)
                _noted.Faults.LeaveOut(PathOf(name)["$.".Length..]);
            else
                _noted.Faults.Set(RejectionReason.DuplicateKey, PathOf(name));
            return null;
        }
        return _fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T Take<T>(string name, JsonElement value, ValueReader<T> read)
    {
        var json = Open(value);
        if (read(ref json, out var result) is { } reason)
            _noted.Faults.Set(reason, PathOf(name));
        return result;
    }

    /// <summary>The name of a field; null for one that is no text, and so none of ours.</summary>
    private static string? NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string PathOf(string name) => $"{_path}.{name}";

    private static Utf8JsonReader Open(JsonElement value)
    {
        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value), JsonBounds.ReaderOptions);
        json.Read();
        return json;
    }

    private sealed class Noted
    {
        public ElementFaults Faults;

        public HashSet<string> Doubled { get; } = new(StringComparer.Ordinal);
    }
}
