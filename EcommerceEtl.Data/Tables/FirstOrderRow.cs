namespace EcommerceEtl.Data.Tables;

/// <summary>When a buyer ordered first. Kept by every load for the buyers whose orders it changes.</summary>
[Comment("The first day on which each buyer ordered, kept equal to carts by every load. Guests and customers without an order have no "
    + "row.")]
public sealed class FirstOrderRow : IEntityTypeConfiguration<FirstOrderRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The buyer (carts.user_id).")]
    public long UserId { get; set; }

    [Comment("First day with an order of the buyer (carts.day), in the store's time zone.")]
    public DateOnly Day { get; set; }

    void IEntityTypeConfiguration<FirstOrderRow>.Configure(EntityTypeBuilder<FirstOrderRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.UserId });
        builder.Property(row => row.UserId).ValueGeneratedNever();
        // Who ordered first within a range of days is told by the index alone.
        builder.HasIndex(row => new { row.StoreId, row.Day }).IncludeProperties(row => row.UserId);
        builder.ToTable("first_orders");
    }
}
