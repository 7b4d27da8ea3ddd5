namespace EcommerceEtl.Data.Tables;

/// <summary>A run in the ledger. Rows are kept for ever.</summary>
[Comment("Ledger: every run, one row each.")]
public sealed class RunRow : IEntityTypeConfiguration<RunRow>
{
    [Comment("Number of the run, from 1, rising; numbers may be left out.")]
    public long RunId { get; set; }

    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("What asked for it: schedule, startup (the catch-up of a starting worker), manual, replay, backfill or fill "
        + "(a run before it, which left a part of the shop's history to be read).")]
    public required string Trigger { get; set; }

    [Comment("UTC: the due time that it stands for; NULL for runs by hand.")]
    public DateTime? Slot { get; set; }

    [Comment("running, succeeded, failed, cancelled (told to stop), skipped (another run held the store's lock) or abandoned (its "
        + "worker died). All but succeeded have changed nothing.")]
    public required string Outcome { get; set; }

    [Comment("UTC: when it began.")]
    public DateTime StartedAt { get; set; }

    [Comment("UTC: when it ended; NULL while it runs.")]
    public DateTime? FinishedAt { get; set; }

    [Comment("Milliseconds spent asking the shop; NULL where it did not get that far.")]
    public long? ExtractMs { get; set; }

    [Comment("Milliseconds spent loading; NULL where it did not get that far.")]
    public long? LoadMs { get; set; }

    [Comment("UTC: start of a backfill's window, included; NULL for other runs.")]
    public DateTime? WindowFrom { get; set; }

    [Comment("UTC: end of a backfill's window, excluded; NULL for other runs.")]
    public DateTime? WindowTo { get; set; }

    [Comment("SHA-256 of the snapshot that it loaded or refused; NULL where there was no complete one.")]
    public string? SnapshotHash { get; set; }

    [Comment("Fingerprint of the rules it worked by: rates, seed, time zone, version of the projection. NULL where it never got to them.")]
    public string? RulesHash { get; set; }

    [Comment("Version of the worker that ran it.")]
    public required string WorkerVersion { get; set; }

    [Comment("Why it changed nothing, as one of the codes of docs/runbook.md; NULL where nothing went wrong.")]
    public string? ErrorCode { get; set; }

    [Comment("Why it changed nothing, as a sentence without secrets; NULL where nothing went wrong.")]
    public string? Error { get; set; }

    [Comment("What else is to be known of it, as a JSON object: snapshot_time (UTC), accepted_shrink, accepted_store_change, "
        + "nothing_removed, replayed_run. NULL where there is nothing.")]
    public string? Notes { get; set; }

    void IEntityTypeConfiguration<RunRow>.Configure(EntityTypeBuilder<RunRow> builder)
    {
        builder.HasKey(row => row.RunId);
        builder.Property(row => row.RunId).UseIdentityAlwaysColumn();
        builder.Property(row => row.Notes).HasColumnType("jsonb");
        // The ledger keeps the promise of one run a slot by itself, whatever happens to the locks.
        builder.HasIndex(row => new { row.StoreId, row.Slot }, "taken").HasDatabaseName("ux_etl_runs_slot_taken")
            .IsUnique().HasFilter("outcome IN ('running', 'succeeded')");
        builder.HasIndex(row => new { row.StoreId, row.Slot }, "skipped").HasDatabaseName("ux_etl_runs_slot_skipped")
            .IsUnique().HasFilter("outcome = 'skipped'");
        // What a run asks of the ledger, which is kept for ever, must not take longer from year to year.
        builder.HasIndex(row => new { row.StoreId, row.Outcome, row.RunId });
        builder.HasIndex(row => new { row.StoreId, row.StartedAt });
        builder.HasIndex(row => new { row.StoreId, row.Slot });
        builder.HasIndex(row => new { row.StoreId, row.RunId }).HasDatabaseName("ix_etl_runs_accepted_shrink")
            .HasFilter("notes ? 'accepted_shrink'");
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("etl_runs", table =>
        {
            table.AllowOnly<RunTrigger>("trigger");
            table.AllowOnly<RunOutcome>("outcome");
            table.CountsNotNegative("extract_ms", "load_ms");
        });
    }
}
