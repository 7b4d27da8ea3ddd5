using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A record that was rejected, with what the shop sent.</summary>
public sealed class QuarantineRow
{
    public short StoreId { get; set; }

    /// <summary><see cref="Domain.Runs.Entity"/> in snake case.</summary>
    public required string Entity { get; set; }

    /// <summary>The shop's id, or a hash of the payload where none could be read.</summary>
    public required string RecordKey { get; set; }

    /// <summary><see cref="RejectionReason"/> in snake case.</summary>
    public required string Reason { get; set; }

    /// <summary>JSON path of the offending value within the element.</summary>
    public required string Path { get; set; }

    /// <summary>
    /// The element as landed: JSON text, of which the first 64 KiB are kept, and nothing once the record is good or gone. Not jsonb, which refuses some of what
    /// is rejected.
    /// </summary>
    public required string Payload { get; set; }

    /// <summary>SHA-256 (64 hexadecimal digits) of the whole payload: by it a change is seen.</summary>
    public required string PayloadHash { get; set; }

    public DateTime FirstSeenAt { get; set; }

    /// <summary>UTC; raised at most daily, so that a record that stays bad writes nothing.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>The run that last wrote the row.</summary>
    public long RunId { get; set; }

    /// <summary>One of <see cref="QuarantineStatus"/>.</summary>
    public required string Status { get; set; }
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

internal sealed class QuarantineTable : IEntityTypeConfiguration<QuarantineRow>
{
    public void Configure(EntityTypeBuilder<QuarantineRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Entity, row.RecordKey });
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("quarantine", table =>
        {
            table.AllowOnly<Entity>("entity");
            table.AllowOnly<RejectionReason>("reason");
            table.AllowOnly("status", QuarantineStatus.Open, QuarantineStatus.Resolved, QuarantineStatus.Discarded);
        });
    }
}
