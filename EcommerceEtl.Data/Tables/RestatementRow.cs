namespace EcommerceEtl.Data.Tables;

[Comment("Changes that a run made to the figures of a day that had ended more than 48 hours before its snapshot.")]
public sealed class RestatementRow : IEntityTypeConfiguration<RestatementRow>
{
    [Comment("The run that changed them (etl_runs.run_id).")]
    public long RunId { get; set; }

    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("Day in the store's time zone.")]
    public DateOnly Day { get; set; }

    [Comment("Number of orders of the day before the run.")]
    public long OrdersBefore { get; set; }

    [Comment("Number of orders of the day after the run.")]
    public long OrdersAfter { get; set; }

    [Comment("Net sales of the day before the run, in the store's currency, 7 decimals; below 0 where more came back than was sold.")]
    public decimal RevenueBefore { get; set; }

    [Comment("Net sales of the day after the run, in the store's currency, 7 decimals.")]
    public decimal RevenueAfter { get; set; }

    [Comment("Number of sessions of the day before the run; NULL in rows of releases that did not count them.")]
    public long? SessionsBefore { get; set; }

    [Comment("Number of sessions of the day after the run; NULL in rows of releases that did not count them.")]
    public long? SessionsAfter { get; set; }

    [Comment("Why, one or more of: store changed, snapshot replayed, rules changed, products became known, carts edited, carts arrived "
        + "late, carts removed.")]
    public required string Cause { get; set; }

    void IEntityTypeConfiguration<RestatementRow>.Configure(EntityTypeBuilder<RestatementRow> builder)
    {
        builder.HasKey(row => new { row.RunId, row.StoreId, row.Day });
        builder.Property(row => row.RevenueBefore).IsMoneySum();
        builder.Property(row => row.RevenueAfter).IsMoneySum();
        builder.HasOne<RunRow>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_restatements_etl_runs_run_id");
        builder.ToTable("restatements", table =>
        {
            table.CountsNotNegative("orders_before", "orders_after", "sessions_before", "sessions_after");
            table.IsNumber("revenue_before");
            table.IsNumber("revenue_after");
        });
    }
}
