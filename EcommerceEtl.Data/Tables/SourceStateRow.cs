namespace EcommerceEtl.Data.Tables;

[Comment("What the last success knew of each entity of the shop, so that an unchanged one need not be read again.")]
public sealed class SourceStateRow : IEntityTypeConfiguration<SourceStateRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("products, customers or carts.")]
    public required string Entity { get; set; }

    [Comment("ETag of the shop's answer, to be sent back as it came; NULL where there was none.")]
    public string? Etag { get; set; }

    [Comment("Last-Modified of the shop's answer, to be sent back as it came; NULL where there was none.")]
    public string? LastModified { get; set; }

    [Comment("SHA-256 over the hashes of the entity's landed chunks.")]
    public required string EntityHash { get; set; }

    [Comment("UTC, by the shop's clock: up to when its changes have been read; NULL where it is read whole.")]
    public DateTime? Cursor { get; set; }

    [Comment("UTC: what was created at the shop since then is held, and nothing that is older; infinity while nothing is held yet, "
        + "NULL if all is held.")]
    public DateTime? CompleteSince { get; set; }

    [Comment("How many the shop has of what is held; where it is read whole, how many came. NULL before it was counted.")]
    public long? SourceCount { get; set; }

    [Comment("The run that wrote the row (etl_runs.run_id).")]
    public long RunId { get; set; }

    void IEntityTypeConfiguration<SourceStateRow>.Configure(EntityTypeBuilder<SourceStateRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Entity });
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("source_state", table => table.AllowOnly<Entity>("entity"));
    }
}
