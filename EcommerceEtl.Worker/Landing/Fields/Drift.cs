using System.Buffers.Binary;
using System.IO.Hashing;

namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>Fields that differ from what the source kind knows; never a value. Known ones are named. Of unknown ones, whose names may be
/// anything, only their number and a hash are kept, by which one sees whether they are the same as before.</summary>
internal sealed class Drift(FieldTree fields)
{
    /// <summary>Most unknown names of one object that are told apart: an object used as a map has any number of them.</summary>
    private const int MaxNames = 50;

    /// <summary>Stands for all names that do not look like a field's: those of a map change with every element.</summary>
    private const ulong AnyOther = 0;

    private readonly bool[] _met = new bool[fields.Nodes];
    private readonly SortedDictionary<string, SortedSet<ulong>> _appeared = new(StringComparer.Ordinal);

    /// <summary>A known field was there.</summary>
    public void Met(FieldNode node) => _met[node.Index] = true;

    /// <summary>An unknown field was there.</summary>
    /// <param name="name">Its name as the shop writes it; empty if it does not look like a field's.</param>
    public void Appeared(FieldNode parent, ReadOnlySpan<byte> name)
    {
        if (!_appeared.TryGetValue(parent.Path, out var names))
            _appeared[parent.Path] = names = [];
        if (names.Count <= MaxNames)
            names.Add(name.IsEmpty ? AnyOther : XxHash64.HashToUInt64(name));
    }

    /// <summary>A copy, which what is noted here from now on does not change.</summary>
    public Drift Copy()
    {
        var copy = new Drift(fields);
        _met.CopyTo(copy._met, 0);
        foreach (var (path, names) in _appeared)
            copy._appeared.Add(path, [.. names]);
        return copy;
    }

    /// <summary><c>-path</c> for what is kept and was in none of the elements its parent was in; for what appeared a line for each object,
    /// such as <c>+2 unknown (1b29a0fe)</c> and <c>+rating: 1 unknown (77c0de12)</c>.</summary>
    public ImmutableArray<string> Names()
    {
        var vanished = new SortedSet<string>(StringComparer.Ordinal);
        if (_met[fields.Root.Index])
            Vanished(fields.Root, vanished);
        var appeared = _appeared.Select(names => (names.Key == fields.Root.Path ? "+" : $"+{names.Key}: ") + Said(names.Value));
        return [.. appeared, .. vanished];
    }

    private static string Said(SortedSet<ulong> names)
    {
        if (names.Count > MaxNames)
            return string.Create(CultureInfo.InvariantCulture, $"more than {MaxNames} unknown");
        var bytes = new byte[names.Count * sizeof(ulong)];
        foreach (var (place, name) in names.Index())
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(place * sizeof(ulong)), name);
        return string.Create(CultureInfo.InvariantCulture, $"{names.Count} unknown ({XxHash64.HashToUInt64(bytes) >> 32:x8})");
    }

    private void Vanished(FieldNode parent, SortedSet<string> vanished)
    {
        foreach (var child in parent.Children.Where(child => !child.IsDropped && child.Path != fields.Added))
        {
            if (_met[child.Index])
                Vanished(child, vanished);
            else if (!ReferenceEquals(child, parent.Items))
                vanished.Add("-" + child.Path);
        }
    }
}
