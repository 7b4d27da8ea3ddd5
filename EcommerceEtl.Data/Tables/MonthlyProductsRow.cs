using System.Text.Json;

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

    [Comment("Viewed lines in the first ten days of the month, as views counts them in the whole month.")]
    public long Views10 { get; set; }

    [Comment("Lines added to the cart in the first ten days of the month, as carts counts them in the whole month.")]
    public long Carts10 { get; set; }

    [Comment("Bought lines in the first ten days of the month, as purchases counts them in the whole month.")]
    public long Purchases10 { get; set; }

    [Comment("Bought lines without a price in the first ten days of the month, as unpriced counts them in the whole month.")]
    public long Unpriced10 { get; set; }

    [Comment("Units sold in the first ten days of the month, as units counts them in the whole month, 3 decimals.")]
    public decimal Units10 { get; set; }

    [Comment("What was sold in the first ten days of the month, as revenue counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Revenue10 { get; set; }

    [Comment("Units that came back in the first ten days of the month, as returned_units counts them in the whole month, 3 decimals.")]
    public decimal ReturnedUnits10 { get; set; }

    [Comment("What came back in the first ten days of the month, as returns counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Returns10 { get; set; }

    [Comment("Viewed lines in the first twenty days of the month, as views counts them in the whole month.")]
    public long Views20 { get; set; }

    [Comment("Lines added to the cart in the first twenty days of the month, as carts counts them in the whole month.")]
    public long Carts20 { get; set; }

    [Comment("Bought lines in the first twenty days of the month, as purchases counts them in the whole month.")]
    public long Purchases20 { get; set; }

    [Comment("Bought lines without a price in the first twenty days of the month, as unpriced counts them in the whole month.")]
    public long Unpriced20 { get; set; }

    [Comment("Units sold in the first twenty days of the month, as units counts them in the whole month, 3 decimals.")]
    public decimal Units20 { get; set; }

    [Comment("What was sold in the first twenty days of the month, as revenue counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Revenue20 { get; set; }

    [Comment("Units that came back in the first twenty days of the month, as returned_units counts them in the whole month, 3 decimals.")]
    public decimal ReturnedUnits20 { get; set; }

    [Comment("What came back in the first twenty days of the month, as returns counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Returns20 { get; set; }

    void IEntityTypeConfiguration<MonthlyProductsRow>.Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Month, row.ProductId });
        foreach (var declared in typeof(MonthlyProductsRow).GetProperties())
        {
            var (name, property) = (declared.Name, builder.Property(declared.Name));
            if (char.IsDigit(name[^1]))
                property.HasColumnName($"{JsonNamingPolicy.SnakeCaseLower.ConvertName(name[..^2])}_{name[^2..]}");
            if (declared.PropertyType == typeof(decimal))
                _ = name.Contains("Units", StringComparison.Ordinal) ? property.IsUnitSum() : property.IsMoneySum();
        }
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
