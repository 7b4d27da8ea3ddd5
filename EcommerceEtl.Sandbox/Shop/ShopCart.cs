namespace EcommerceEtl.Sandbox.Shop;

/// <summary>A product in a cart.</summary>
internal readonly record struct CartLine(int ProductId, int Quantity);

/// <summary>A cart as it stands now.</summary>
/// <param name="Id">Ascending in the order of placing, from 1.</param>
/// <param name="UserId">Its customer.</param>
/// <param name="PlacedAt">When it was placed, to the millisecond. Edits do not move it.</param>
internal sealed record ShopCart(int Id, int UserId, DateTimeOffset PlacedAt)
{
    public required List<CartLine> Lines { get; init; }

    /// <summary>Number of edits: what the shop gives as <c>__v</c>.</summary>
    public int Version { get; set; }
}
