namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>The fields of an entity as a tree, along which elements are read.</summary>
internal sealed class FieldTree
{
    /// <summary>How drift is noted; named anew whenever that changes.</summary>
    private const string Drift = "drift without names";

    /// <summary>Makes the tree of a kind's statement.</summary>
    public FieldTree(EntityFields fields)
    {
        (Ids, IsOfCustomers) = (fields.Ids, fields.IsOfCustomers);
        Root = new FieldNode("", "$", null);
        foreach (var (path, form) in fields.Kept)
            Root.Descend(path).Keep(form);
        foreach (var path in fields.Dropped)
            Root.Descend(path).Drop();
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

    /// <summary>The element itself, from which the paths go down.</summary>
    public FieldNode Root { get; }

    /// <summary>All of it as a text: equal ones land the same of any element, and see the same drift.</summary>
    public string Description { get; }

    /// <summary>How many places of an element are known.</summary>
    public int Nodes { get; }
}
