using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>One price of a product, in force until the next one.</summary>
public sealed class ProductPriceRow
{
    public short StoreId { get; set; }

    public long ProductId { get; set; }

    /// <summary>UTC; <see cref="DateTime.MinValue"/>, which is <c>-infinity</c> in the database, for the first price ever seen.</summary>
    public DateTime ValidFrom { get; set; }

    /// <summary>Price of one unit, 4 decimals.</summary>
    public decimal Price { get; set; }
}

internal sealed class ProductPriceTable : IEntityTypeConfiguration<ProductPriceRow>
{
    public void Configure(EntityTypeBuilder<ProductPriceRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.ProductId, row.ValidFrom });
        builder.Property(row => row.Price).IsPrice();
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("product_prices", table => table.NotNegative("price"));
    }
}
