namespace EcommerceEtl.Domain.Catalog;

/// <summary>A product as the shop describes it today.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name, with outer white space removed; empty where the shop states none, never in the catalogue.</param>
/// <param name="Category">The shop's category, in the shop's spelling; <see cref="NoCategory"/> where it states none.</param>
/// <param name="Price">Price of one unit, 0 to <see cref="Quality.Limits.MaxPrice"/>, 4 decimals.</param>
/// <param name="Rating">Mean rating, 2 decimals; null where the shop states none.</param>
/// <param name="RatingCount">Number of ratings; null where the shop states none.</param>
public sealed record Product(ProductId Id, string Title, string Category, Money Price, decimal? Rating, int? RatingCount)
{
    /// <summary>The category of products whose shop states none.</summary>
    public const string NoCategory = "unknown";

    /// <summary>The product under the name by which the catalogue knows it: the shop's own, else the one that is remembered, else
    /// <c>product 17</c>.</summary>
    /// <param name="remembered">What the catalogue had of it; null if it is new.</param>
    public Product Named(Product? remembered) => Title.Length > 0
        ? this
        : this with { Title = remembered is { Title.Length: > 0 } ? remembered.Title : $"product {Id.SourceText}" };
}
