namespace EcommerceEtl.Data.Tables;

[Comment("Records of the shop that were rejected. The last good version of each stays in its table meanwhile.")]
public sealed class QuarantineRow : IEntityTypeConfiguration<QuarantineRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("products, customers or carts.")]
    public required string Entity { get; set; }

    [Comment("The shop's id of the record, or a hash of its payload where no id could be read.")]
    public required string RecordKey { get; set; }

    [Comment("Why it was rejected: missing_field, wrong_type, out_of_range, bad_date, future_date, bad_text, too_long or duplicate_key.")]
    public required string Reason { get; set; }

    [Comment("JSON path of the offending value within the record.")]
    public required string Path { get; set; }

    /// <summary>Not jsonb, which refuses some of what is rejected.</summary>
    [Comment("The record as it was landed, with the allowed fields alone: JSON text of which the first 64 KiB are kept, and empty once "
        + "the record is resolved. The boards' role cannot read it.")]
    public required string Payload { get; set; }

    [Comment("SHA-256 of the whole payload, 64 hexadecimal digits: by it a change is seen.")]
    public required string PayloadHash { get; set; }

    [Comment("UTC: time of the run that first rejected it.")]
    public DateTime FirstSeenAt { get; set; }

    [Comment("UTC: when it was last seen to be rejected, told once a day while it stays the same.")]
    public DateTime LastSeenAt { get; set; }

    [Comment("The run that last wrote the row (etl_runs.run_id).")]
    public long RunId { get; set; }

    [Comment("open (still rejected), resolved (good again, or gone from the shop) or discarded (set aside by somebody until its payload "
        + "changes).")]
    public required string Status { get; set; }

    void IEntityTypeConfiguration<QuarantineRow>.Configure(EntityTypeBuilder<QuarantineRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Entity, row.RecordKey });
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("quarantine", table =>
        {
            table.AllowOnly<Entity>("entity");
            // Records that were resolved in earlier releases may have a reason that is no longer given.
            table.HasCheckConstraint(
                "ck_quarantine_reason",
                $"status = 'resolved' OR {TableChecks.IsOneOf("reason", Enum.GetValues<RejectionReason>().Select(SnakeCase.Of))}");
            table.AllowOnly("status", QuarantineStatus.Open, QuarantineStatus.Resolved, QuarantineStatus.Discarded);
        });
    }
}

/// <summary>How a quarantined record stands.</summary>
public static class QuarantineStatus
{
    /// <summary>Still rejected.</summary>
    public const string Open = "open";

    /// <summary>Good again, or gone from the shop, by itself.</summary>
    public const string Resolved = "resolved";

    /// <summary>Set aside by an operator until its payload changes.</summary>
    public const string Discarded = "discarded";
}
