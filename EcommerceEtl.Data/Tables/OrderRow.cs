using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Tables;

/// <summary>What a shop states of the order that a cart became. Written by COPY and replaced whole with its cart.</summary>
[Comment("Orders, and attempts at one, as the shop states them: one row for each cart that has one. Stores whose purchases are simulated "
    + "have none.")]
public sealed class OrderRow : IEntityTypeConfiguration<OrderRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The cart (carts.cart_id).")]
    public long CartId { get; set; }

    [Comment("Number that the shop shows to people; NULL where it has none.")]
    public string? Number { get; set; }

    [Comment("pending (no sale), placed, cancelled (a sale that was cancelled later) or void (a sale that the shop counts no more, and no "
        + "abandoned checkout either).")]
    public required string State { get; set; }

    [Comment("The shop's own word for the state.")]
    public required string ShopStatus { get; set; }

    [Comment("UTC: when the order became a sale; NULL while, or where, it is none.")]
    public DateTime? PlacedAt { get; set; }

    [Comment("Day of placed_at in the store's time zone, on which the order and its cart count; NULL where placed_at is.")]
    public DateOnly? Day { get; set; }

    [Comment("City that the order itself states; NULL where it states none, or its customer was erased.")]
    public string? City { get; set; }

    [Comment("UTC: when it was cancelled; NULL if it was not, or the shop does not say.")]
    public DateTime? CancelledAt { get; set; }

    [Comment("UTC: when the shop last changed it.")]
    public DateTime UpdatedAt { get; set; }

    [Comment("What the shop says is left of the order, tax included, in the store's currency, 4 decimals; NULL where it does not say.")]
    public decimal? StatedTotal { get; set; }

    [Comment("stated_total less what the rows in order_sales add up to, in the store's currency, 4 decimals; 0 where nothing is stated.")]
    public decimal Difference { get; set; }

    void IEntityTypeConfiguration<OrderRow>.Configure(EntityTypeBuilder<OrderRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId });
        // At which hours people order.
        builder.HasIndex(row => new { row.StoreId, row.Day }).IncludeProperties(row => row.PlacedAt).HasFilter("day IS NOT NULL");
        builder.Property(row => row.CartId).ValueGeneratedNever();
        builder.Property(row => row.StatedTotal).IsPrice();
        builder.Property(row => row.Difference).IsPrice();
        builder.ToTable("orders", table =>
        {
            table.AllowOnly<OrderState>("state");
            table.HasCheckConstraint("ck_orders_day", "(day IS NULL) = (placed_at IS NULL)");
            table.IsNumber("stated_total");
            table.IsNumber("difference");
        });
    }
}
