namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A part of a list as the shop answered it.</summary>
/// <param name="Total">How many rows the whole list has.</param>
/// <param name="ShopTime">The shop's clock when it answered (UTC).</param>
internal sealed record RestPage(ImmutableArray<JsonElement> Items, long Total, DateTime ShopTime)
{
    /// <summary>True where the shop knows no such list.</summary>
    public bool IsMissing { get; init; }
}
