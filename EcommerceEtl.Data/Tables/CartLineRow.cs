using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A line of a cart with the times of its funnel steps. Written by COPY; no foreign key, each would double the cost of a load.</summary>
public sealed class CartLineRow
{
    public short StoreId { get; set; }

    public long CartId { get; set; }

    /// <summary>From 1, in the shop's order.</summary>
    public short LineNo { get; set; }

    /// <summary>NULL where the line has none. The product may be unknown.</summary>
    public long? ProductId { get; set; }

    /// <summary>Above 0, 3 decimals.</summary>
    public decimal Quantity { get; set; }

    /// <summary>Price of one unit, 4 decimals; NULL where it is not known, never 0 instead.</summary>
    public decimal? UnitPrice { get; set; }

    /// <summary>The cart's day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>UTC; NULL where the step did not happen.</summary>
    public DateTime? ViewedAt { get; set; }

    /// <inheritdoc cref="ViewedAt"/>
    public DateTime? CartedAt { get; set; }

    /// <inheritdoc cref="ViewedAt"/>
    public DateTime? PurchasedAt { get; set; }
}

internal sealed class CartLineTable : IEntityTypeConfiguration<CartLineRow>
{
    public void Configure(EntityTypeBuilder<CartLineRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId, row.LineNo });
        builder.Property(row => row.Quantity).IsQuantity();
        builder.Property(row => row.UnitPrice).IsPrice();
        builder.HasIndex(row => new { row.StoreId, row.Day }).HasFilter("purchased_at IS NOT NULL");
        // Lines come in the order of their carts, which is roughly that of time: a few bytes for each stretch of the table tell which days lie in it.
        builder.HasIndex(row => row.Day).HasMethod("brin").HasStorageParameter("autosummarize", true).HasStorageParameter("pages_per_range", 16);
        builder.ToTable("cart_lines", table =>
        {
            table.HasCheckConstraint("ck_cart_lines_line_no", "line_no > 0");
            table.HasCheckConstraint("ck_cart_lines_quantity", "quantity > 0 AND quantity <> 'NaN'::numeric");
            table.NotNegative("unit_price");
        });
    }
}
