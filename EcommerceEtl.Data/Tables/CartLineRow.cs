namespace EcommerceEtl.Data.Tables;

/// <summary>A line of a cart with the times of its funnel steps. Written by COPY; no foreign key, each would double the cost of a
/// load.</summary>
[Comment("Lines of the carts with the times of their funnel steps.")]
public sealed class CartLineRow : IEntityTypeConfiguration<CartLineRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The cart (carts.cart_id).")]
    public long CartId { get; set; }

    [Comment("Number of the line in its cart, from 1, in the shop's order.")]
    public short LineNo { get; set; }

    [Comment("The product (products.product_id), which may be unknown; NULL where the line names none.")]
    public long? ProductId { get; set; }

    [Comment("Quantity, above 0 and at most 1,000,000, 3 decimals.")]
    public decimal Quantity { get; set; }

    [Comment("Price of one unit in the store's currency, 0 or more, 4 decimals: what the line states, else what was in force at the "
        + "cart's time. NULL where it is not known, never 0 instead.")]
    public decimal? UnitPrice { get; set; }

    [Comment("Day of the cart (carts.day).")]
    public DateOnly Day { get; set; }

    [Comment("UTC: when the line was viewed, or is taken to have been (stores.view_origin); NULL where it was not.")]
    public DateTime? ViewedAt { get; set; }

    [Comment("UTC: when the line was added to the cart, or is taken to have been (stores.cart_origin); NULL where it was not.")]
    public DateTime? CartedAt { get; set; }

    [Comment("UTC: when the line was bought, or is taken to have been (stores.purchase_origin); NULL where it was not.")]
    public DateTime? PurchasedAt { get; set; }

    void IEntityTypeConfiguration<CartLineRow>.Configure(EntityTypeBuilder<CartLineRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId, row.LineNo });
        builder.Property(row => row.Quantity).IsQuantity();
        builder.Property(row => row.UnitPrice).IsPrice();
        builder.HasIndex(row => new { row.StoreId, row.Day }).HasFilter("purchased_at IS NOT NULL");
        // Lines come in the order of their carts, which is roughly that of time: a few bytes for each stretch of the table tell which days
        // lie in it.
        builder.HasIndex(row => row.Day).HasMethod("brin").HasStorageParameter("autosummarize", true)
            .HasStorageParameter("pages_per_range", 16);
        // For categories of stores that know no views: an index by product of all lines would cost every load a tenth.
        builder.HasIndex(row => new { row.StoreId, row.ProductId, row.Day }).HasFilter("viewed_at IS NULL");
        builder.ToTable("cart_lines", table =>
        {
            table.HasCheckConstraint("ck_cart_lines_line_no", "line_no > 0");
            table.HasCheckConstraint("ck_cart_lines_quantity", "quantity > 0 AND quantity <> 'NaN'::numeric");
            table.NotNegative("unit_price");
        });
    }
}
