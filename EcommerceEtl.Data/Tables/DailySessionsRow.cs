namespace EcommerceEtl.Data.Tables;

[Comment("Sums of the carts of each day, kept equal to carts by every load. A day without a cart has no row.")]
public sealed class DailySessionsRow : IEntityTypeConfiguration<DailySessionsRow>
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

    [Comment("Number of carts with a purchase.")]
    public long Orders { get; set; }

    [Comment("Number of carts with an add-to-cart and no purchase.")]
    public long Abandoned { get; set; }

    [Comment("Number of carts with a view and an add-to-cart: the funnel's second step.")]
    public long Added { get; set; }

    [Comment("Number of carts with a view, an add-to-cart and a purchase: the funnel's third step.")]
    public long Bought { get; set; }

    [Comment("Sum of carts.revenue, in the store's currency, 0 or more, 7 decimals.")]
    public decimal Revenue { get; set; }

    void IEntityTypeConfiguration<DailySessionsRow>.Configure(EntityTypeBuilder<DailySessionsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Day });
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.ToTable("daily_sessions", table =>
        {
            table.CountsNotNegative("sessions", "viewed", "carted", "orders", "abandoned", "added", "bought");
            table.NotNegative("revenue");
        });
    }
}
