using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A run in the ledger. Rows are kept for ever.</summary>
public sealed class RunRow
{
    public long RunId { get; set; }

    public short StoreId { get; set; }

    /// <summary><see cref="RunTrigger"/> in snake case.</summary>
    public required string Trigger { get; set; }

    /// <summary>The due time it stands for, UTC; NULL for runs by hand.</summary>
    public DateTime? Slot { get; set; }

    /// <summary><see cref="RunOutcome"/> in snake case.</summary>
    public required string Outcome { get; set; }

    public DateTime StartedAt { get; set; }

    /// <summary>UTC; NULL while it runs.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>Milliseconds; NULL if it did not get that far.</summary>
    public long? ExtractMs { get; set; }

    /// <inheritdoc cref="ExtractMs"/>
    public long? LoadMs { get; set; }

    /// <summary>Start of a backfill's window, UTC, included.</summary>
    public DateTime? WindowFrom { get; set; }

    /// <summary>End of a backfill's window, UTC, excluded.</summary>
    public DateTime? WindowTo { get; set; }

    public string? SnapshotHash { get; set; }

    public string? RulesHash { get; set; }

    public required string WorkerVersion { get; set; }

    /// <summary><see cref="Domain.Runs.ErrorCode"/> in snake case; NULL unless it failed.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The error in plain words, free of secrets.</summary>
    public string? Error { get; set; }

    /// <summary>A JSON object: an accepted shrink and the like.</summary>
    public string? Notes { get; set; }
}

internal sealed class RunTable : IEntityTypeConfiguration<RunRow>
{
    public void Configure(EntityTypeBuilder<RunRow> builder)
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
        builder.HasIndex(row => new { row.StoreId, row.RunId }).HasDatabaseName("ix_etl_runs_accepted_shrink").HasFilter("notes ? 'accepted_shrink'");
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("etl_runs", table =>
        {
            table.AllowOnly<RunTrigger>("trigger");
            table.AllowOnly<RunOutcome>("outcome");
            table.CountsNotNegative("extract_ms", "load_ms");
        });
    }
}
