namespace EcommerceEtl.Data.Tables;

[Comment("What this database holds of each landed chunk of customers and carts: the next load maps only the chunks that are not named "
    + "here. A store of which nothing is named is loaded whole.")]
public sealed class LoadedChunkRow : IEntityTypeConfiguration<LoadedChunkRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("customers or carts.")]
    public required string Entity { get; set; }

    [Comment("Name of the chunk: the SHA-256 of its uncompressed bytes, 64 hexadecimal digits.")]
    public required string Sha256 { get; set; }

    [Comment("Uncompressed size in bytes.")]
    public long Bytes { get; set; }

    [Comment("Number of elements that are rows.")]
    public long Accepted { get; set; }

    [Comment("Number of elements that were rejected; such a chunk is mapped again in each run.")]
    public long Rejected { get; set; }

    [Comment("Number of elements that are none of the store's figures, such as orders in another currency.")]
    public long Skipped { get; set; }

    [Comment("Number of lines of its carts; 0 for customers.")]
    public long Lines { get; set; }

    [Comment("Price times quantity of the priced lines of its carts, in the store's currency, 7 decimals; 0 for customers.")]
    public decimal GrossValue { get; set; }

    [Comment("Number of lines of its carts whose product was never seen; with some the chunk is mapped again once a product becomes "
        + "known.")]
    public long Unpriced { get; set; }

    [Comment("Number of its carts that are orders.")]
    public long Orders { get; set; }

    [Comment("Number of rows of these orders.")]
    public long Sales { get; set; }

    [Comment("What these rows add up to, tax included, in the store's currency, 7 decimals.")]
    public decimal SalesValue { get; set; }

    [Comment("Number of its orders of which the shop states another total than their rows add up to.")]
    public long Differing { get; set; }

    [Comment("UTC time of its newest cart; a price that comes into force before it has the chunk mapped again. NULL for customers, and "
        + "where no cart is a row.")]
    public DateTime? NewestAt { get; set; }

    [Comment("JSON: skipped_by_currency (number of skipped orders by their currency), left_out (paths of details that some records lack). "
        + "NULL where there is neither.")]
    public string? Notes { get; set; }

    void IEntityTypeConfiguration<LoadedChunkRow>.Configure(EntityTypeBuilder<LoadedChunkRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Entity, row.Sha256 });
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(row => row.GrossValue).IsMoneySum();
        builder.Property(row => row.SalesValue).IsMoneySum();
        builder.Property(row => row.Notes).HasColumnType("jsonb");
        builder.ToTable("loaded_chunks", table =>
        {
            table.AllowOnly("entity", SnakeCase.Of(Domain.Runs.Entity.Customers), SnakeCase.Of(Domain.Runs.Entity.Carts));
            table.CountsNotNegative(
                "bytes", "accepted", "rejected", "skipped", "lines", "unpriced", "orders", "sales", "differing");
            table.NotNegative("gross_value");
            table.IsNumber("sales_value");
        });
    }
}
