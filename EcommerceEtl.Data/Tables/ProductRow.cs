using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A product ever seen, as last described.</summary>
public sealed class ProductRow
{
    public short StoreId { get; set; }

    public long ProductId { get; set; }

    /// <summary>The shop's id where its ids are texts; NULL where they are numbers.</summary>
    public string? SourceId { get; set; }

    public required string Title { get; set; }

    public required string Category { get; set; }

    /// <summary>Latest price of one unit, 4 decimals. What a line cost stands on the line.</summary>
    public decimal Price { get; set; }

    /// <summary>Mean rating, 2 decimals; NULL where the shop states none.</summary>
    public decimal? Rating { get; set; }

    public int? RatingCount { get; set; }

    /// <summary>UTC: when this description was first loaded.</summary>
    public DateTime LoadedAt { get; set; }

    /// <summary>UTC time of the snapshot that no longer had it; NULL while the shop offers it.</summary>
    public DateTime? RemovedAt { get; set; }
}

internal sealed class ProductTable : IEntityTypeConfiguration<ProductRow>
{
    public void Configure(EntityTypeBuilder<ProductRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.ProductId });
        builder.Property(row => row.ProductId).ValueGeneratedNever();
        builder.Property(row => row.Price).IsPrice();
        builder.Property(row => row.Rating).HasPrecision(3, 2);
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("products", table =>
        {
            table.NotNegative("price");
            table.NotNegative("rating");
            table.CountsNotNegative("rating_count");
        });
    }
}
