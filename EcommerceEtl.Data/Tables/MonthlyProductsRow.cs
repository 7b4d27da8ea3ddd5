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

    [Comment("Viewed lines in the first eight days of the month, as views counts them in the whole month.")]
    public long Views8 { get; set; }

    [Comment("Lines added to the cart in the first eight days of the month, as carts counts them in the whole month.")]
    public long Carts8 { get; set; }

    [Comment("Bought lines in the first eight days of the month, as purchases counts them in the whole month.")]
    public long Purchases8 { get; set; }

    [Comment("Bought lines without a price in the first eight days of the month, as unpriced counts them in the whole month.")]
    public long Unpriced8 { get; set; }

    [Comment("Units sold in the first eight days of the month, as units counts them in the whole month, 3 decimals.")]
    public decimal Units8 { get; set; }

    [Comment("What was sold in the first eight days of the month, as revenue counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Revenue8 { get; set; }

    [Comment("Units that came back in the first eight days of the month, as returned_units counts them in the whole month, 3 decimals.")]
    public decimal ReturnedUnits8 { get; set; }

    [Comment("What came back in the first eight days of the month, as returns counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Returns8 { get; set; }

    [Comment("Viewed lines in the first sixteen days of the month, as views counts them in the whole month.")]
    public long Views16 { get; set; }

    [Comment("Lines added to the cart in the first sixteen days of the month, as carts counts them in the whole month.")]
    public long Carts16 { get; set; }

    [Comment("Bought lines in the first sixteen days of the month, as purchases counts them in the whole month.")]
    public long Purchases16 { get; set; }

    [Comment("Bought lines without a price in the first sixteen days of the month, as unpriced counts them in the whole month.")]
    public long Unpriced16 { get; set; }

    [Comment("Units sold in the first sixteen days of the month, as units counts them in the whole month, 3 decimals.")]
    public decimal Units16 { get; set; }

    [Comment("What was sold in the first sixteen days of the month, as revenue counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Revenue16 { get; set; }

    [Comment("Units that came back in the first sixteen days of the month, as returned_units counts them in the whole month, 3 decimals.")]
    public decimal ReturnedUnits16 { get; set; }

    [Comment("What came back in the first sixteen days of the month, as returns counts it in the whole month, 7 decimals of the "
        + "store's currency.")]
    public decimal Returns16 { get; set; }

    [Comment("Viewed lines in the first twenty-four days of the month, as views counts them in the whole month.")]
    public long Views24 { get; set; }

    [Comment("Lines added to the cart in the first twenty-four days of the month, as carts counts them in the whole month.")]
    public long Carts24 { get; set; }

    [Comment("Bought lines in the first twenty-four days of the month, as purchases counts them in the whole month.")]
    public long Purchases24 { get; set; }

    [Comment("Bought lines without a price in the first twenty-four days of the month, as unpriced counts them in the whole month.")]
    public long Unpriced24 { get; set; }

    [Comment("Units sold in the first twenty-four days of the month, as units counts them in the whole month, 3 decimals.")]
    public decimal Units24 { get; set; }

    [Comment("What was sold in the first twenty-four days of the month, as revenue counts it in the whole month, 7 decimals of "
        + "the store's currency.")]
    public decimal Revenue24 { get; set; }

    [Comment("Units that came back in the first twenty-four days of the month, as returned_units counts them in the whole "
        + "month, 3 decimals.")]
    public decimal ReturnedUnits24 { get; set; }

    [Comment("What came back in the first twenty-four days of the month, as returns counts it in the whole month, 7 decimals of "
        + "the store's currency.")]
    public decimal Returns24 { get; set; }

    void IEntityTypeConfiguration<MonthlyProductsRow>.Configure(EntityTypeBuilder<MonthlyProductsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Month, row.ProductId });
        foreach (var declared in typeof(MonthlyProductsRow).GetProperties())
        {
            var (name, property) = (declared.Name, builder.Property(declared.Name));
            var words = name.TrimEnd([.. "0123456789"]);
            if (words != name)
                property.HasColumnName($"{JsonNamingPolicy.SnakeCaseLower.ConvertName(words)}_{name[words.Length..]}");
            if (declared.PropertyType == typeof(decimal))
                _ = name.Contains("Units", StringComparison.Ordinal) ? property.IsUnitSum() : property.IsMoneySum();
        }
        // The sums of the first days have no checks: a first load copies a million figures into them.
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
