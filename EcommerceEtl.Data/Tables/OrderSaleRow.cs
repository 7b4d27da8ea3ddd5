using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A signed row of an order. Written by COPY and replaced whole with its cart; no foreign key.</summary>
[Comment("What was sold in an order and what came back, one signed row each, on its own day. Figures are sums of rows. Stores whose "
    + "purchases are simulated have none.")]
public sealed class OrderSaleRow : IEntityTypeConfiguration<OrderSaleRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The cart of the order (orders.cart_id).")]
    public long CartId { get; set; }

    [Comment("Number of the row in its order, from 1, in order of time.")]
    public int SaleNo { get; set; }

    [Comment("Day of at in the store's time zone, on which the row counts.")]
    public DateOnly Day { get; set; }

    [Comment("UTC: when it happened.")]
    public DateTime At { get; set; }

    [Comment("sale or return.")]
    public required string Action { get; set; }

    [Comment("What made the row: order, edit, refund or cancellation.")]
    public required string Cause { get; set; }

    [Comment("product, fee, shipping, gift_card, tip, duty, or adjustment (money that went back without saying for what). Net sales are "
        + "product, fee and adjustment.")]
    public required string Item { get; set; }

    [Comment("Line of the cart (cart_lines.line_no); NULL where the row belongs to none.")]
    public short? LineNo { get; set; }

    [Comment("The product (products.product_id), which may be unknown; NULL where the row has none.")]
    public long? ProductId { get; set; }

    [Comment("Units of a product, 3 decimals, 0 or less in a return; 0 where nothing is counted.")]
    public decimal Quantity { get; set; }

    [Comment("Price times quantity before discounts, without tax, in the store's currency, 4 decimals; negative where it came back.")]
    public decimal Gross { get; set; }

    [Comment("What of gross was taken off, with its sign, in the store's currency, 4 decimals.")]
    public decimal Discount { get; set; }

    [Comment("Tax on top, with the sign of gross, in the store's currency, 4 decimals.")]
    public decimal Tax { get; set; }

    [Comment("City of its order (orders.city) where the row came after the order (cause is not order), held here as well so that figures "
        + "by city need not look it up; NULL in all other rows, and where the order states none.")]
    public string? City { get; set; }

    void IEntityTypeConfiguration<OrderSaleRow>.Configure(EntityTypeBuilder<OrderSaleRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.CartId, row.SaleNo });
        // Rows of a day lie scattered: what came back is stored with its order, which may be weeks older.
        builder.HasIndex(row => new { row.Day, row.StoreId });
        // What came back and what was edited is a small part, which figures by city read by itself, from this index alone.
        builder.HasIndex(row => new { row.StoreId, row.Cause, row.Day })
            .IncludeProperties(row => new { row.CartId, row.Item, row.Gross, row.Discount, row.City }).HasFilter("cause <> 'order'");
        // For categories, which are found by their products.
        builder.HasIndex(row => new { row.StoreId, row.ProductId, row.Day });
        builder.Property(row => row.Quantity).IsQuantity();
        builder.Property(row => row.Gross).IsPrice();
        builder.Property(row => row.Discount).IsPrice();
        builder.Property(row => row.Tax).IsPrice();
        builder.ToTable("order_sales", table =>
        {
            table.AllowOnly<SaleAction>("action");
            table.AllowOnly<SaleCause>("cause");
            table.AllowOnly<SaleItem>("item");
            table.HasCheckConstraint("ck_order_sales_numbers", "'NaN'::numeric NOT IN (quantity, gross, discount, tax)");
            // Taking back a negative fee adds money, so that only the quantity has a sign for sure.
            table.HasCheckConstraint("ck_order_sales_return", "action <> 'return' OR quantity <= 0");
        });
    }
}
