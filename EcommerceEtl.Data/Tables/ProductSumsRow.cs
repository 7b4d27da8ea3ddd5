namespace EcommerceEtl.Data.Tables;

/// <summary>What the two tables of sums of products have in common: what is added up of a product in a month or its first days.</summary>
public abstract class ProductSumsRow
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

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

    private protected static void Configure<T>(EntityTypeBuilder<T> builder, string name)
        where T : ProductSumsRow
    {
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.Property(row => row.ReturnedUnits).IsUnitSum();
        builder.Property(row => row.Returns).IsMoneySum();
        builder.ToTable(name, table =>
        {
            table.CountsNotNegative("lines", "views", "carts", "purchases", "unpriced");
            table.NotNegative("units");
            table.IsNumber("revenue");
            table.NotNegative("returned_units");
            table.IsNumber("returns");
        });
    }
}
