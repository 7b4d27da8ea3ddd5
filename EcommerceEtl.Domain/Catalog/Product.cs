namespace EcommerceEtl.Domain.Catalog;

/// <summary>A product as the shop describes it today.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name, with outer white space removed.</param>
/// <param name="Category">The shop's category, in the shop's spelling.</param>
/// <param name="Price">Price of one unit, 0 to <see cref="Quality.Limits.MaxPrice"/>, 4 decimals.</param>
/// <param name="Rating">Mean rating, 2 decimals; null where the shop states none.</param>
/// <param name="RatingCount">Number of ratings; null where the shop states none.</param>
public sealed record Product(ProductId Id, string Title, string Category, Money Price, decimal? Rating, int? RatingCount);
