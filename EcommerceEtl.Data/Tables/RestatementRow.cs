using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A past day whose figures a run changed.</summary>
public sealed class RestatementRow
{
    public long RunId { get; set; }

    public short StoreId { get; set; }

    /// <summary>In the store's time zone.</summary>
    public DateOnly Day { get; set; }

    public long OrdersBefore { get; set; }

    public long OrdersAfter { get; set; }

    /// <summary>In the store's currency, 7 decimals.</summary>
    public decimal RevenueBefore { get; set; }

    /// <inheritdoc cref="RevenueBefore"/>
    public decimal RevenueAfter { get; set; }

    /// <summary>Why, in plain words.</summary>
    public required string Cause { get; set; }
}

internal sealed class RestatementTable : IEntityTypeConfiguration<RestatementRow>
{
    public void Configure(EntityTypeBuilder<RestatementRow> builder)
    {
        builder.HasKey(row => new { row.RunId, row.StoreId, row.Day });
        builder.Property(row => row.RevenueBefore).IsMoneySum();
        builder.Property(row => row.RevenueAfter).IsMoneySum();
        builder.HasOne<RunRow>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_restatements_etl_runs_run_id");
        builder.ToTable("restatements", table =>
        {
            table.CountsNotNegative("orders_before", "orders_after");
            table.NotNegative("revenue_before");
            table.NotNegative("revenue_after");
        });
    }
}
