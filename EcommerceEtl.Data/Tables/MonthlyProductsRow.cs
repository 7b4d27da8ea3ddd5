namespace EcommerceEtl.Data.Tables;

[Comment("Sums of the lines of each product in the carts of each month, kept equal to cart_lines by every load. A month without a line "
    + "of the product has no row.")]
public sealed class MonthlyProductsRow : IEntityTypeConfiguration<MonthlyProductsRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("First day of the month, which is that of the carts' days.")]
    public DateOnly Month { get; set; }

    [Comment("The product (products.product_id); 0 stands for lines without one.")]
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

    [Comment("Quantity of the bought lines, with a price or without, 0 or more, 3 decimals.")]
    public decimal Units { get; set; }

    [Comment("Price times quantity of the bought lines that have a price, in the store's currency, 0 or more, 7 decimals.")]
    public decimal Revenue { get; set; }

    void IEntityTypeConfiguration<MonthlyProductsRow>.Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
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
