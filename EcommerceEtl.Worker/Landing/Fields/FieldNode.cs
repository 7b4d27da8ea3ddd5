namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>What is known of one place in an element: a single value that is kept, a subtree that is dropped, or a way to such
/// places.</summary>
internal sealed class FieldNode(string name, string path, FieldNode? parent)
{
    private const int MaxProperties = 64;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    private FieldNode[] _properties = [];

    public string Path { get; } = path;

    /// <summary>The object or array it lies in; null for the element itself.</summary>
    public FieldNode? Parent { get; } = parent;

    /// <summary>Its number within the element's tree, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>A bit of its own among the properties of its object.</summary>
    public ulong Bit { get; private init; }

    /// <summary>A single value that is landed.</summary>
    public bool IsLeaf { get; private set; }

    /// <summary>Which values of a leaf are landed.</summary>
    public LeafForm Form { get; private set; }

    /// <summary>Known, and never landed.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>The id of the element.</summary>
    public bool IsKey { get; set; }

    /// <summary>The id of a customer: the element's own or that of its buyer.</summary>
    public bool IsCustomer { get; set; }

    /// <summary>The elements of the array here; null if no array is expected.</summary>
    public FieldNode? Items { get; private set; }

    /// <summary>The nodes directly beneath.</summary>
    public IEnumerable<FieldNode> Children => Items is null ? _properties : [.. _properties, Items];

    /// <summary>The node at a path beneath this one, made where it is missing.</summary>
    public FieldNode Descend(string below)
    {
        var node = this;
        foreach (var step in below.Split('.'))
        {
            var bare = step.Replace("[]", "", StringComparison.Ordinal);
            node = node.Property(bare);
            for (var depth = (step.Length - bare.Length) / 2; depth > 0; depth--)
                node = node.Items ??= new FieldNode("", node.Path + "[]", node);
        }
        return node;
    }

    public void Keep(LeafForm form) => (IsLeaf, Form) = (true, form);

    /// <summary>True if the text or number that the reader stands on may be landed here.</summary>
    public bool Keeps(ref Utf8JsonReader json) => IsLeaf && LeafForms.Keeps(Form, ref json);

    /// <summary>True if a text may be landed here whatever it says.</summary>
    public bool KeepsAnyText => IsLeaf && Form is LeafForm.Any or LeafForm.Text;

    public void Drop() => IsDropped = true;

    /// <summary>The node of the property the reader stands on, or null if it is unknown.</summary>
    public FieldNode? Find(ref Utf8JsonReader json)
    {
        foreach (var property in _properties)
            if (JsonNames.Equal(ref json, property._name))
                return property;
        return null;
    }

    /// <summary>Numbers this node and all beneath it.</summary>
    /// <returns>The next free number.</returns>
    public int Number(int first)
    {
        Index = first++;
        return Children.Aggregate(first, (next, child) => child.Number(next));
    }

    /// <summary>What is known of this place and all beneath it, a line each.</summary>
    public IEnumerable<string> Describe() =>
        [$"{Path} {(IsLeaf ? Form.ToString() : IsDropped ? "dropped" : "")} {(IsKey ? "key" : "")}",
            .. Children.SelectMany(child => child.Describe())];

    private FieldNode Property(string called)
    {
        var utf8 = Encoding.UTF8.GetBytes(called);
        var known = Array.Find(_properties, property => property._name.AsSpan().SequenceEqual(utf8));
        if (known is not null)
            return known;
        if (_properties.Length == MaxProperties)
            throw new InvalidOperationException($"An object has at most {MaxProperties} known properties; '{Path}' has more.");
        var below = Parent is null && Path == "$" ? called : $"{Path}.{called}";
        var made = new FieldNode(called, below, this) { Bit = 1UL << _properties.Length };
        _properties = [.. _properties, made];
        return made;
    }
}
