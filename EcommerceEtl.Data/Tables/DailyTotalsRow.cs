namespace EcommerceEtl.Data.Tables;

[Comment("Every figure of a day that adds up, kept equal to carts and order_sales by every load. Net sales = gross - discounts - returns. "
    + "A day on which nothing happened has no row.")]
public sealed class DailyTotalsRow : IEntityTypeConfiguration<DailyTotalsRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("Day in the store's time zone.")]
    public DateOnly Day { get; set; }

    [Comment("Number of carts.")]
    public long Sessions { get; set; }

    [Comment("Number of carts with a view.")]
    public long Viewed { get; set; }

    [Comment("Number of carts with an add-to-cart.")]
    public long Carted { get; set; }

    [Comment("Number of carts that are orders; cancelled ones stay.")]
    public long Orders { get; set; }

    [Comment("Number of carts with an add-to-cart and no purchase, save those whose sale the shop counts no more (orders.state void).")]
    public long Abandoned { get; set; }

    [Comment("Number of carts with a view and an add-to-cart, the funnel's second step; where the store knows no views, with an "
        + "add-to-cart.")]
    public long Added { get; set; }

    [Comment("Number of those that are orders as well: the funnel's third step.")]
    public long Bought { get; set; }

    [Comment("Units sold, 0 or more, 3 decimals; what came back is not taken off.")]
    public decimal Units { get; set; }

    [Comment("Price times quantity of products and fees sold, before discounts, in the store's currency, 7 decimals. Of a simulated "
        + "store all of its revenue.")]
    public decimal Gross { get; set; }

    [Comment("Discounts on what was sold, in the store's currency, 7 decimals.")]
    public decimal Discounts { get; set; }

    [Comment("Products, fees and adjustments that came back on this day, gross less discounts, in the store's currency, 7 "
        + "decimals; above 0 where money went back.")]
    public decimal Returns { get; set; }

    [Comment("Shipping, sold less returned, in the store's currency, 7 decimals.")]
    public decimal Shipping { get; set; }

    [Comment("Tax on everything, sold less returned, in the store's currency, 7 decimals.")]
    public decimal Tax { get; set; }

    [Comment("Tips, duties and gift cards, sold less returned, in the store's currency, 7 decimals.")]
    public decimal Other { get; set; }

    void IEntityTypeConfiguration<DailyTotalsRow>.Configure(EntityTypeBuilder<DailyTotalsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Day });
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Gross).IsMoneySum();
        builder.Property(row => row.Discounts).IsMoneySum();
        builder.Property(row => row.Returns).IsMoneySum();
        builder.Property(row => row.Shipping).IsMoneySum();
        builder.Property(row => row.Tax).IsMoneySum();
        builder.Property(row => row.Other).IsMoneySum();
        builder.ToTable("daily_totals", table =>
        {
            table.CountsNotNegative("sessions", "viewed", "carted", "orders", "abandoned", "added", "bought");
            table.NotNegative("units");
            table.IsNumber("gross");
            table.IsNumber("discounts");
            table.IsNumber("returns");
            table.IsNumber("shipping");
            table.IsNumber("tax");
            table.IsNumber("other");
        });
    }
}
