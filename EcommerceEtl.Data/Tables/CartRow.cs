using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A cart, which is one session of the funnel. Written by COPY and replaced whole; no foreign key, each would double the cost of a load.</summary>
public sealed class CartRow
{
    public short StoreId { get; set; }

    public long CartId { get; set; }

    /// <summary>The shop's id where its ids are texts; NULL where they are numbers.</summary>
    public string? SourceId { get; set; }

    /// <summary>NULL for a guest. The customer may be unknown.</summary>
    public long? UserId { get; set; }

    /// <summary>The cart's own time, UTC, microseconds.</summary>
    public DateTime PlacedAt { get; set; }

    /// <summary>The day of <see cref="PlacedAt"/> in the store's time zone.</summary>
    public DateOnly Day { get; set; }

    public bool Viewed { get; set; }

    public bool Carted { get; set; }

    public bool Purchased { get; set; }

    /// <summary>Number of lines, all of them.</summary>
    public int Lines { get; set; }

    /// <summary>Price times quantity of all priced lines, 7 decimals.</summary>
    public decimal GrossValue { get; set; }

    /// <summary>Quantity of the bought lines, priced or not, 3 decimals.</summary>
    public decimal Units { get; set; }

    /// <summary>Price times quantity of the bought lines that are priced, 7 decimals.</summary>
    public decimal Revenue { get; set; }

    /// <summary>Fingerprint of everything held of the cart save <see cref="RunId"/>.</summary>
    public Guid ContentHash { get; set; }

    /// <summary>The run that wrote it.</summary>
    public long RunId { get; set; }
}

internal sealed class CartTable : IEntityTypeConfiguration<CartRow>
{
    public void Configure(EntityTypeBuilder<CartRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId });
        builder.Property(row => row.CartId).ValueGeneratedNever();
        builder.Property(row => row.GrossValue).IsMoneySum();
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.HasIndex(row => new { row.StoreId, row.Day });
        // Orders in the order of their buyers: who bought how often, when first, and for how much is told by the index alone.
        builder.HasIndex(row => new { row.StoreId, row.UserId, row.Day }).IncludeProperties(row => row.Revenue).HasFilter("purchased");
        builder.ToTable("carts", table =>
        {
            table.CountsNotNegative("lines");
            table.NotNegative("gross_value");
            table.NotNegative("units");
            table.NotNegative("revenue");
        });
    }
}
