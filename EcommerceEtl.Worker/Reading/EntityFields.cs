namespace EcommerceEtl.Worker.Reading;

/// <summary>The JSON type of a kind's ids. The other one is <c>wrong_type</c>.</summary>
public enum IdForm
{
    /// <summary>Whole JSON numbers, 1 to 2^62 - 1: each is its own key.</summary>
    Number,

    /// <summary>JSON strings, digits or not: the key is hashed from the text.</summary>
    Text,

    /// <summary>Decided for each element: a JSON number, and a JSON string of a number's own digits, is its own key; the key of any other
    /// string is hashed from the text.</summary>
    NumberOrText,
}

/// <summary>Which fields of an entity are landed, as a kind of shop states it. Paths name properties separated by dots; <c>[]</c> stands
/// for the elements of an array (<c>products[].quantity</c>). A path that is not listed is never landed.</summary>
/// <param name="Ids">The JSON type of the id.</param>
/// <param name="Kept">Paths of the single values that are landed, with what may stand there.</param>
/// <param name="Dropped">Known paths that are left out with all that lies beneath them, so that they are no drift.</param>
public sealed record EntityFields(IdForm Ids, IReadOnlyDictionary<string, LeafForm> Kept, string[] Dropped)
{
    /// <summary>The path of the element's id.</summary>
    public const string Key = "id";

    /// <summary>The path of a customer's id, one of the kept: of a customer its own id, of a cart that of its buyer. Null where none is
    /// kept.</summary>
    public string? Customer { get; init; }

    /// <summary>A field of the element that the kind adds to some of them itself: that it is absent is no drift. Null where there is
    /// none.</summary>
    public string? Added { get; init; }

    /// <summary>True if each element is a customer; false if it only names one, as a cart does.</summary>
    public bool IsOfCustomers => Customer == Key;
}
