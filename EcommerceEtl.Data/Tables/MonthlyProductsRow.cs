namespace EcommerceEtl.Data.Tables;

[Comment("Sums of each product in each month, kept equal to cart_lines and order_sales by every load. Net sales = revenue - returns. A "
    + "month in which nothing happened to the product has no row.")]
public sealed class MonthlyProductsRow : ProductSumsRow, IEntityTypeConfiguration<MonthlyProductsRow>
{
    [Comment("First day of the month: that of the carts' days, and of orders' rows that of their own days.")]
    public DateOnly Month { get; set; }

    void IEntityTypeConfiguration<MonthlyProductsRow>.Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Month, row.ProductId });
        Configure(builder, "monthly_products");
    }
}
