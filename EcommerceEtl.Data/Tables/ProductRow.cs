namespace EcommerceEtl.Data.Tables;

[Comment("Products ever seen, one row each, as the shop last described them. They are never deleted, so that their sales keep a name.")]
public sealed class ProductRow : IEntityTypeConfiguration<ProductRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("Number of the product: the shop's id, or a 62-bit hash of it where the shop's ids are texts.")]
    public long ProductId { get; set; }

    [Comment("The shop's id where its ids are texts, at most 200 characters; NULL where they are numbers.")]
    public string? SourceId { get; set; }

    [Comment("Latest title, at most 2,000 characters; \"product\" and its id where the shop never stated a title that can be used.")]
    public required string Title { get; set; }

    [Comment("Latest category, at most 2,000 characters; unknown where the shop states none that can be used.")]
    public required string Category { get; set; }

    [Comment("Latest price of one unit in the store's currency, 0 to 10,000,000, 4 decimals. What a line cost stands in "
        + "cart_lines.unit_price.")]
    public decimal Price { get; set; }

    [Comment("Mean rating, 0 to 9.99, 2 decimals; NULL where the shop states none that can be used.")]
    public decimal? Rating { get; set; }

    [Comment("Number of ratings, 0 or more; NULL where the shop states none that can be used.")]
    public int? RatingCount { get; set; }

    [Comment("UTC: when this description was first loaded.")]
    public DateTime LoadedAt { get; set; }

    [Comment("UTC: time of the snapshot that no longer had the product; NULL while the shop offers it.")]
    public DateTime? RemovedAt { get; set; }

    void IEntityTypeConfiguration<ProductRow>.Configure(EntityTypeBuilder<ProductRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.ProductId });
        builder.Property(row => row.ProductId).ValueGeneratedNever();
        builder.Property(row => row.Price).IsPrice();
        builder.Property(row => row.Rating).HasPrecision(3, 2);
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("products", table =>
        {
            table.NotNegative("price");
            table.NotNegative("rating");
            table.CountsNotNegative("rating_count");
        });
    }
}
