namespace EcommerceEtl.Data.Tables;

[Comment("Sums of each product in the first ten and in the first twenty days of each month, kept equal to cart_lines and order_sales by "
    + "every load. Net sales = revenue - returns. Days in which nothing happened to the product have no row.")]
public sealed class MonthToDateProductsRow : ProductSumsRow, IEntityTypeConfiguration<MonthToDateProductsRow>
{
    [Comment("The day before which the summed days end, the 11th or the 21st of their month: of the carts' days, and of orders' rows of "
        + "their own days.")]
    public DateOnly Until { get; set; }

    void IEntityTypeConfiguration<MonthToDateProductsRow>.Configure(EntityTypeBuilder<MonthToDateProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Until, row.ProductId });
        Configure(builder, "month_to_date_products");
    }
}
