using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A customer who was erased: runs, replays and restored copies leave the customer out. The same list stands in the landing zone.</summary>
public sealed class ErasedCustomerRow
{
    public short StoreId { get; set; }

    /// <summary>The warehouse key alone; no other word about the customer is kept.</summary>
    public long UserId { get; set; }

    /// <summary>UTC, by the clock of the command that erased.</summary>
    public DateTime ErasedAt { get; set; }
}

internal sealed class ErasedCustomerTable : IEntityTypeConfiguration<ErasedCustomerRow>
{
    public void Configure(EntityTypeBuilder<ErasedCustomerRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.UserId });
        builder.Property(row => row.UserId).ValueGeneratedNever();
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("erased_customers");
    }
}
