using System.Collections.Immutable;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Landing;

/// <summary>Field names that differ from what the source kind knows; never a value.</summary>
internal sealed class Drift(EntityFields fields)
{
    /// <summary>Most names that are kept: an object used as a map has any number of them.</summary>
    private const int MaxNames = 50;

    private readonly bool[] _met = new bool[fields.Nodes];
    private readonly SortedSet<string> _appeared = new(StringComparer.Ordinal);

    /// <summary>A known field was there.</summary>
    public void Met(FieldNode node) => _met[node.Index] = true;

    /// <summary>An unknown field was there.</summary>
    public void Appeared(FieldNode parent, string name)
    {
        if (_appeared.Count < MaxNames)
            _appeared.Add(parent.Parent is null ? "+" + name : $"+{parent.Path}.{name}");
    }

    public void Clear()
    {
        Array.Clear(_met);
        _appeared.Clear();
    }

    /// <summary><c>+path</c> for what appeared, <c>-path</c> for what is kept and was in none of the elements its parent was in.</summary>
    public ImmutableArray<string> Names()
    {
        var vanished = new SortedSet<string>(StringComparer.Ordinal);
        if (_met[fields.Root.Index])
            Vanished(fields.Root, vanished);
        return [.. _appeared, .. vanished];
    }

    private void Vanished(FieldNode parent, SortedSet<string> vanished)
    {
        foreach (var child in parent.Children.Where(child => !child.IsDropped))
        {
            if (_met[child.Index])
                Vanished(child, vanished);
            else if (!ReferenceEquals(child, parent.Items))
                vanished.Add("-" + child.Path);
        }
    }
}
