namespace EcommerceEtl.Worker.Sources;

/// <summary>
/// Which fields of an entity are landed. Paths name properties separated by dots; <c>[]</c> stands for the elements of an array
/// (<c>products[].quantity</c>). A path that is not listed is never landed.
/// </summary>
public sealed class EntityFields
{
    /// <summary>How drift is noted; named anew whenever that changes.</summary>
    private const string Drift = "drift without names";

    /// <summary>States the fields.</summary>
    /// <param name="ids">The JSON type of the id.</param>
    /// <param name="kept">Paths of the single values that are landed.</param>
    /// <param name="dropped">Known paths that are left out with all that lies beneath them, so that they are no drift.</param>
    /// <param name="forms">What is landed under kept paths; anything where nothing is said.</param>
    /// <param name="key">The top-level property that holds the id; one of the kept.</param>
    /// <param name="customer">The path of a customer's id, one of the kept: of a customer its own id, of a cart that of its buyer. Null
    /// where none is kept.</param>
    public EntityFields(
        IdForm ids, string[] kept, string[] dropped, IReadOnlyDictionary<string, LeafForm>? forms = null, string key = "id",
        string? customer = null)
    {
        Ids = ids;
        Root = new FieldNode("", "$", null);
        foreach (var path in kept)
            Root.Descend(path).Keep(forms?.GetValueOrDefault(path) ?? LeafForm.Any);
        foreach (var path in dropped)
            Root.Descend(path).Drop();
        Root.Descend(key).IsKey = true;
        if (customer is not null)
            Root.Descend(customer).IsCustomer = true;
        IsOfCustomers = customer == key;
        Nodes = Root.Number(0);
        Description = $"{ids}\n{Drift}\n{string.Join('\n', Root.Describe().Order(StringComparer.Ordinal))}";
    }

    /// <summary>The JSON type of the id.</summary>
    public IdForm Ids { get; }

    /// <summary>True if each element is a customer, and not only speaks of one.</summary>
    public bool IsOfCustomers { get; }

    /// <summary>The element itself, from which the paths go down.</summary>
    internal FieldNode Root { get; }

    /// <summary>All of it as a text: equal ones land the same of any element, and see the same drift.</summary>
    internal string Description { get; }

    /// <summary>How many places of an element are known.</summary>
    internal int Nodes { get; }
}
