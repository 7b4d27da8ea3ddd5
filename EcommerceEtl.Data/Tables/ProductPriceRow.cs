namespace EcommerceEtl.Data.Tables;

[Comment("Price history: each price of a product with the time from which it is in force, until the next one. Never deleted.")]
public sealed class ProductPriceRow : IEntityTypeConfiguration<ProductPriceRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The product (products.product_id).")]
    public long ProductId { get; set; }

    /// <summary>UTC; <see cref="DateTime.MinValue"/>, which is <c>-infinity</c> in the database, for the first price ever seen.</summary>
    [Comment("UTC: from when the price is in force; -infinity for the first price that was seen.")]
    public DateTime ValidFrom { get; set; }

    [Comment("Price of one unit in the store's currency, 0 to 10,000,000, 4 decimals.")]
    public decimal Price { get; set; }

    void IEntityTypeConfiguration<ProductPriceRow>.Configure(EntityTypeBuilder<ProductPriceRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.ProductId, row.ValidFrom });
        builder.Property(row => row.Price).IsPrice();
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("product_prices", table => table.NotNegative("price"));
    }
}
