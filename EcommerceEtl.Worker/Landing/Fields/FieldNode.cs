namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>What is known of one place in an element: a single value that is kept, a subtree that is dropped, or a way to such
/// places.</summary>
internal sealed class FieldNode(string name, string path)
{
    private const int MaxProperties = 64;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    private FieldNode[] _properties = [];

    public string Path { get; } = path;

    /// <summary>Its number within the element's tree, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>A bit of its own among the properties of its object.</summary>
    public ulong Bit { get; private init; }

    /// <summary>A single value that is landed.</summary>
    public bool IsLeaf { get; private set; }

    /// <summary>Which values of a leaf are landed.</summary>
    public LeafForm Form { get; private set; }

    /// <summary>Known, and never landed.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The id of the element.</summary>
    public bool IsKey { get; set; }

    /// <summary>The id of a customer: the element's own or that of its buyer.</summary>
    public bool IsCustomer { get; set; }

    /// <summary>What speaks of a person: of an erased customer's cart or order it is not landed.</summary>
    public bool IsPersonal => IsCustomer || (IsLeaf && Form == LeafForm.City);

    /// <summary>The elements of the array here; null if no array is expected.</summary>
    public FieldNode? Items { get; private set; }

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
                node = node.Items ??= new FieldNode("", node.Path + "[]");
        }
        return node;
    }

    public void Keep(LeafForm form) => (IsLeaf, Form) = (true, form);

    /// <summary>True if the text or number that the reader stands on may be landed here.</summary>
    public bool Keeps(ref Utf8JsonReader json) => IsLeaf && LeafForms.Keeps(Form, ref json);

    /// <summary>True if a text may be landed here whatever it says.</summary>
    public bool KeepsAnyText => IsLeaf && Form is LeafForm.Any or LeafForm.Text;

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
        var below = Path == "$" ? called : $"{Path}.{called}";
        var made = new FieldNode(called, below) { Bit = 1UL << _properties.Length };
        _properties = [.. _properties, made];
        return made;
    }
}

/// <summary>The fields of an entity as a tree, along which elements are read.</summary>
internal sealed class FieldTree
{
    /// <summary>How drift is noted; named anew whenever that changes.</summary>
    private const string Drift = "drift without names";

    /// <summary>Makes the tree of a kind's statement.</summary>
    public FieldTree(EntityFields fields)
    {
        (Ids, IsOfCustomers, Added) = (fields.Ids, fields.IsOfCustomers, fields.Added);
        Root = new FieldNode("", "$");
        foreach (var (path, form) in fields.Kept)
            Root.Descend(path).Keep(form);
        foreach (var path in fields.Dropped)
            Root.Descend(path).IsDropped = true;
        Root.Descend(EntityFields.Key).IsKey = true;
        if (fields.Customer is { } customer)
            Root.Descend(customer).IsCustomer = true;
        Nodes = Root.Number(0);
        Description = $"{Ids}\n{Drift}\n{string.Join('\n', Root.Describe().Order(StringComparer.Ordinal))}";
    }

    /// <inheritdoc cref="EntityFields.Ids"/>
    public IdForm Ids { get; }

    /// <inheritdoc cref="EntityFields.IsOfCustomers"/>
    public bool IsOfCustomers { get; }

    /// <inheritdoc cref="EntityFields.Added"/>
    public string? Added { get; }

    /// <summary>The element itself, from which the paths go down.</summary>
    public FieldNode Root { get; }

    /// <summary>All of it as a text: equal ones land the same of any element, and see the same drift.</summary>
    public string Description { get; }

    /// <summary>How many places of an element are known.</summary>
    public int Nodes { get; }
}
