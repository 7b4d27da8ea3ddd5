using System.Globalization;

namespace EcommerceEtl.Domain.Catalog;

/// <summary>A product of a shop.</summary>
/// <param name="Key">The warehouse key, see <see cref="ShopKey"/>.</param>
/// <param name="Text">The shop's own id where its ids are texts; null where they are numbers.</param>
public readonly record struct ProductId(long Key, string? Text = null)
{
    /// <summary>The id as the shop writes it.</summary>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A registered customer of a shop; guests have none.</summary>
/// <inheritdoc cref="ProductId"/>
public readonly record struct CustomerId(long Key, string? Text = null)
{
    /// <inheritdoc cref="ProductId.SourceText"/>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A cart of a shop, open or ordered.</summary>
/// <inheritdoc cref="ProductId"/>
public readonly record struct CartId(long Key, string? Text = null)
{
    /// <inheritdoc cref="ProductId.SourceText"/>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}
