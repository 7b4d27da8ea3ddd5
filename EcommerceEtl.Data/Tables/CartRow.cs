namespace EcommerceEtl.Data.Tables;

/// <summary>A cart, which is one session of the funnel. Written by COPY and replaced whole; no foreign key, each would double the cost of
/// a load.</summary>
[Comment("Carts that the shop has now, one row each. A cart is one session of the funnel.")]
public sealed class CartRow : IEntityTypeConfiguration<CartRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("Number of the cart: the shop's id, or a 62-bit hash of it where the shop's ids are texts.")]
    public long CartId { get; set; }

    [Comment("The shop's id where its ids are texts, at most 200 characters; NULL where they are numbers.")]
    public string? SourceId { get; set; }

    [Comment("The customer (customers.user_id), who may be unknown; NULL for a guest.")]
    public long? UserId { get; set; }

    [Comment("UTC: the cart's own time, 1990 to a day after its snapshot, cut to the microsecond.")]
    public DateTime PlacedAt { get; set; }

    [Comment("Day on which the cart counts, in the store's time zone: that of its order (orders.day) where it is a sale, else that of "
        + "placed_at.")]
    public DateOnly Day { get; set; }

    [Comment("True if one of its lines was viewed.")]
    public bool Viewed { get; set; }

    [Comment("True if one of its lines was added to the cart.")]
    public bool Carted { get; set; }

    [Comment("True if the cart is an order: one of its lines was bought, or the shop says so.")]
    public bool Purchased { get; set; }

    [Comment("Number of lines, 0 to 10,000.")]
    public int Lines { get; set; }

    [Comment("Price times quantity of the lines that have a price, in the store's currency, 0 or more, 7 decimals.")]
    public decimal GrossValue { get; set; }

    [Comment("Quantity of the bought lines, with a price or without, 0 or more, 3 decimals; of a cart with an order the units sold.")]
    public decimal Units { get; set; }

    [Comment("Price times quantity of the bought lines that have a price, in the store's currency, 7 decimals; of a cart with an order "
        + "gross less discounts as it was placed and edited. What came back is not taken off.")]
    public decimal Revenue { get; set; }

    [Comment("Fingerprint (128 bits) of all that is held of the cart save run_id.")]
    public Guid ContentHash { get; set; }

    [Comment("The run that wrote the row (etl_runs.run_id).")]
    public long RunId { get; set; }

    [Comment("City of its order (orders.city), held here as well so that figures by city need not look it up; NULL where it states none.")]
    public string? City { get; set; }

    void IEntityTypeConfiguration<CartRow>.Configure(EntityTypeBuilder<CartRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId });
        builder.Property(row => row.CartId).ValueGeneratedNever();
        builder.Property(row => row.GrossValue).IsMoneySum();
        builder.Property(row => row.Units).IsUnitSum();
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.HasIndex(row => new { row.StoreId, row.Day });
        // What was left in carts: the carts that figures call abandoned, and what is in them.
        builder.HasIndex(row => new { row.StoreId, row.Day }, "abandoned").HasDatabaseName("ix_carts_abandoned")
            .IncludeProperties(row => new { row.CartId, row.GrossValue }).HasFilter("carted AND NOT purchased");
        // Orders in the order of their buyers: who bought how often, when first, and for how much is told by the index alone.
        builder.HasIndex(row => new { row.StoreId, row.UserId, row.Day }).IncludeProperties(row => row.Revenue).HasFilter("purchased");
        // What an order's own city is asked for; carts without one, all those of stores that state no orders, cost nothing.
        builder.HasIndex(row => new { row.StoreId, row.City, row.Day })
            .IncludeProperties(row => new { row.Purchased, row.Revenue, row.CartId }).HasFilter("city IS NOT NULL");
        // Orders without one, by way of whose customers figures by city are found; none of stores that know views, as simulated ones do.
        builder.HasIndex(row => new { row.StoreId, row.Day }, "without_city").HasDatabaseName("ix_carts_without_city")
            .IncludeProperties(row => new { row.UserId, row.Revenue })
            .HasFilter("purchased AND NOT viewed AND (city IS NULL OR city = '')");
        builder.ToTable("carts", table =>
        {
            table.CountsNotNegative("lines");
            table.NotNegative("gross_value");
            table.NotNegative("units");
            table.IsNumber("revenue");
        });
    }
}
