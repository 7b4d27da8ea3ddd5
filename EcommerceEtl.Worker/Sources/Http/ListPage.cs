using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>One page of a list as a shop answered it.</summary>
/// <param name="Rows">In the order of the shop.</param>
/// <param name="Total">How many elements the whole list has, as the shop states it; null where it does not.</param>
/// <param name="Next">Where the list goes on, as the shop states it: an address or a cursor. Null at the end of the list, and of a shop
/// that does not state it.</param>
internal sealed record ListPage(IReadOnlyList<ListRow> Rows, long? Total = null, string? Next = null)
{
    /// <summary>Bytes received for it, after decompression.</summary>
    public long Bytes { get; init; }
}

/// <summary>One element of a list.</summary>
/// <param name="Id">Its id as the shop writes it, which no other element of the list has.</param>
/// <param name="Element">What is landed of it; null for one that was not asked for and is only passed over, as where the shop's filter is
/// coarser than what was asked.</param>
internal readonly record struct ListRow(string Id, byte[]? Element)
{
    /// <summary>The row of an element whose id is its field <c>id</c>, with its own bytes, whatever they are: what is wrong with one
    /// element is for the mapping to say, and costs no other.</summary>
    public static ListRow Of(JsonElement item) => new(IdOf(item), JsonMarshal.GetRawUtf8Value(item).ToArray());

    /// <summary>An element's id as JSON, so that a text is another id than a number; the whole element where it has none.</summary>
    public static string IdOf(JsonElement item) =>
        (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) ? id : item).GetRawText();
}

/// <summary>A place in a list at which a page begins.</summary>
/// <param name="Offset">Elements before it.</param>
/// <param name="Size">Most elements that are asked for.</param>
/// <param name="After">The id of the element before it, the cursor, or the address that the shop named; null at the beginning.</param>
internal readonly record struct ListPlace(long Offset, int Size, string? After)
{
    /// <summary>Its number where the list is asked for by pages of one size, from 1.</summary>
    public long Number => Offset / Size + 1;
}

/// <summary>How a list goes on from page to page.</summary>
internal enum Paging
{
    /// <summary>By the number of the page, until the total is reached.</summary>
    Number,

    /// <summary>By how many elements are skipped, until the total is reached. Each page but the first begins with the last element of the
    /// one before: where that is another one, the list has moved meanwhile.</summary>
    Offset,

    /// <summary>By the address of the next page, which the shop names.</summary>
    NextLink,

    /// <summary>By the id of the last element, until a page is empty.</summary>
    Keyset,

    /// <summary>By the cursor that the shop names.</summary>
    Cursor,
}
