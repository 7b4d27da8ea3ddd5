namespace EcommerceEtl.Data.Tables;

[Comment("Sums of each product in each month, kept equal to cart_lines and order_sales by every load. Net sales = revenue - returns. A "
    + "month in which nothing happened to the product has no row.")]
public sealed class MonthlyProductsRow : IEntityTypeConfiguration<MonthlyProductsRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("First day of the month: that of the carts' days, and of orders' rows that of their own days.")]
    public DateOnly Month { get; set; }

    [Comment("The product (products.product_id); 0 stands for lines and rows without one, fees and adjustments among them.")]
    public long ProductId { get; set; }

    [Comment("Number of lines.")]
    public long Lines { get; set; }

    [Comment("Number of viewed lines.")]
    public long Views { get; set; }

    [Comment("Number of lines added to the cart.")]
    public long Carts { get; set; }

    [Comment("Number of bought lines.")]
    public long Purchases { get; set; }

    [Comment("Number of bought lines without a price.")]
    public long Unpriced { get; set; }

    [Comment("Units sold, with a price or without, 0 or more, 3 decimals.")]
    public decimal Units { get; set; }

    [Comment("What was sold, gross less discounts, in the store's currency, 7 decimals. Lines without a price add nothing.")]
    public decimal Revenue { get; set; }

    [Comment("Units that came back in the month, 0 or more, 3 decimals.")]
    public decimal ReturnedUnits { get; set; }

    [Comment("What came back in the month, gross less discounts, in the store's currency, 7 decimals; above 0 where money went back.")]
    public decimal Returns { get; set; }

    void IEntityTypeConfiguration<MonthlyProductsRow>.Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Month, row.ProductId });
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.Property(row => row.ReturnedUnits).IsUnitSum();
        builder.Property(row => row.Returns).IsMoneySum();
        builder.ToTable("monthly_products", table =>
        {
            table.CountsNotNegative("lines", "views", "carts", "purchases", "unpriced");
            table.NotNegative("units");
            table.IsNumber("revenue");
            table.NotNegative("returned_units");
            table.IsNumber("returns");
        });
    }
}
