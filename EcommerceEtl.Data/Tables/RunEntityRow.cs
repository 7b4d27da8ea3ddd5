using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>What a run did with one entity: <see cref="EntityCounts"/> as a row.</summary>
public sealed class RunEntityRow
{
    public long RunId { get; set; }

    /// <summary><see cref="Domain.Runs.Entity"/> in snake case.</summary>
    public required string Entity { get; set; }

    public long Extracted { get; set; }

    public long Duplicates { get; set; }

    public long Inserted { get; set; }

    public long Updated { get; set; }

    public long Unchanged { get; set; }

    public long Removed { get; set; }

    public long Rejected { get; set; }

    /// <summary>Lines with no known price; 0 but for carts.</summary>
    public long Unpriced { get; set; }

    /// <summary>Rows after the run; for products those not removed.</summary>
    public long Live { get; set; }

    /// <summary>Bytes received, after decompression.</summary>
    public long Bytes { get; set; }

    /// <summary>Field paths that appeared (<c>+path</c>) or vanished (<c>-path</c>).</summary>
    public string[] Drift { get; set; } = [];
}

internal sealed class RunEntityTable : IEntityTypeConfiguration<RunEntityRow>
{
    public void Configure(EntityTypeBuilder<RunEntityRow> builder)
    {
        builder.HasKey(row => new { row.RunId, row.Entity });
        builder.HasOne<RunRow>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_etl_run_entities_etl_runs_run_id");
        builder.ToTable("etl_run_entities", table =>
        {
            table.AllowOnly<Entity>("entity");
            table.CountsNotNegative(
                "extracted", "duplicates", "inserted", "updated", "unchanged", "removed", "rejected", "unpriced", "live", "bytes");
        });
    }
}
