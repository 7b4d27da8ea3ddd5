namespace EcommerceEtl.Worker.Sources;

/// <summary>
/// Which fields of an entity are landed. Paths name properties separated by dots; <c>[]</c> stands for the elements of an array
/// (<c>products[].quantity</c>). A path that is not listed is never landed.
/// </summary>
public sealed class EntityFields
{
    /// <param name="ids">The JSON type of the id.</param>
    /// <param name="kept">Paths of the single values that are landed.</param>
    /// <param name="dropped">Known paths that are left out with all that lies beneath them, so that they are no drift.</param>
    /// <param name="numbers">Those of the kept paths under which a text is landed as <c>""</c>: it could be anything.</param>
    /// <param name="key">The top-level property that holds the id.</param>
    public EntityFields(IdForm ids, string[] kept, string[] dropped, string[]? numbers = null, string key = "id")
    {
        Ids = ids;
        Kept = kept;
        Dropped = dropped;
        Numbers = numbers ?? [];
        Key = key;
    }

    public IdForm Ids { get; }

    public IReadOnlyList<string> Kept { get; }

    public IReadOnlyList<string> Dropped { get; }

    public IReadOnlyList<string> Numbers { get; }

    public string Key { get; }
}
