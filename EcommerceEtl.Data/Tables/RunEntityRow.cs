namespace EcommerceEtl.Data.Tables;

/// <summary>What a run did with one entity: <see cref="EntityCounts"/> as a row.</summary>
[Comment("Ledger: what a successful run did with each entity. extracted = duplicates + inserted + updated + unchanged + rejected + "
    + "skipped.")]
public sealed class RunEntityRow : IEntityTypeConfiguration<RunEntityRow>
{
    [Comment("The run (etl_runs.run_id).")]
    public long RunId { get; set; }

    [Comment("products, customers or carts.")]
    public required string Entity { get; set; }

    [Comment("Number of elements in the snapshot.")]
    public long Extracted { get; set; }

    [Comment("Number of elements that were skipped since another one had their id.")]
    public long Duplicates { get; set; }

    [Comment("Number of rows that are new.")]
    public long Inserted { get; set; }

    [Comment("Number of rows that changed.")]
    public long Updated { get; set; }

    [Comment("Number of rows that stayed as they were.")]
    public long Unchanged { get; set; }

    [Comment("Number of rows that the shop no longer has: deleted, or marked as removed for products.")]
    public long Removed { get; set; }

    [Comment("Number of elements that were not accepted (quarantine).")]
    public long Rejected { get; set; }

    [Comment("Number of elements that are none of the store's figures, such as orders in another currency.")]
    public long Skipped { get; set; }

    [Comment("Number of lines without a price after the run; 0 for products and customers.")]
    public long Unpriced { get; set; }

    [Comment("Number of rows after the run; of products those that are not removed.")]
    public long Live { get; set; }

    [Comment("Bytes received from the shop, after decompression.")]
    public long Bytes { get; set; }

    [Comment("What no earlier success had noted of the fields: -path vanished, !path could not be used in some record and was left out; "
        + "of those that the kind of shop does not know their number and a hash of their names, such as +2 unknown (1b29a0fe). "
        + "Empty where there was none.")]
    public string[] Drift { get; set; } = [];

    void IEntityTypeConfiguration<RunEntityRow>.Configure(EntityTypeBuilder<RunEntityRow> builder)
    {
        builder.HasKey(row => new { row.RunId, row.Entity });
        builder.HasOne<RunRow>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_etl_run_entities_etl_runs_run_id");
        builder.ToTable("etl_run_entities", table =>
        {
            table.AllowOnly<Entity>("entity");
            table.CountsNotNegative(
                "extracted", "duplicates", "inserted", "updated", "unchanged", "removed", "rejected", "skipped", "unpriced", "live",
                "bytes");
        });
    }
}
