using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>
/// What the lines of one product add up to in the carts of one month. Each load adds what it changes of <c>cart_lines</c>, in the same transaction, so
/// that the row is always their sum; a month without a line of the product has none.
/// </summary>
public sealed class MonthlyProductsRow
{
    public short StoreId { get; set; }

    /// <summary>The first day of the month, which is that of the carts' days.</summary>
    public DateOnly Month { get; set; }

    /// <summary>0 stands for lines without a product: no product has that key.</summary>
    public long ProductId { get; set; }

    /// <summary>Lines.</summary>
    public long Lines { get; set; }

    /// <summary>Viewed lines.</summary>
    public long Views { get; set; }

    /// <summary>Lines added to the cart.</summary>
    public long Carts { get; set; }

    /// <summary>Bought lines.</summary>
    public long Purchases { get; set; }

    /// <summary>Bought lines without a price.</summary>
    public long Unpriced { get; set; }

    /// <summary>Quantity of the bought lines, priced or not; 3 decimals.</summary>
    public decimal Units { get; set; }

    /// <summary>Of the bought lines that are priced, in the store's currency; 7 decimals.</summary>
    public decimal Revenue { get; set; }
}

internal sealed class MonthlyProductsTable : IEntityTypeConfiguration<MonthlyProductsRow>
{
    public void Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Month, row.ProductId });
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.ToTable("monthly_products", table =>
        {
            table.CountsNotNegative("lines", "views", "carts", "purchases", "unpriced");
            table.NotNegative("units");
            table.NotNegative("revenue");
        });
    }
}
