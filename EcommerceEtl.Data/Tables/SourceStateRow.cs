using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>What the last success knew of one entity of the source, so that an unchanged one need not be read again.</summary>
public sealed class SourceStateRow
{
    public short StoreId { get; set; }

    /// <summary><see cref="Domain.Runs.Entity"/> in snake case.</summary>
    public required string Entity { get; set; }

    public string? Etag { get; set; }

    /// <summary>The header's own text, to be sent back as it came.</summary>
    public string? LastModified { get; set; }

    /// <summary>Where the next delta starts, in the source's own terms.</summary>
    public string? Cursor { get; set; }

    /// <summary>SHA-256 over the entity's chunk hashes.</summary>
    public required string EntityHash { get; set; }

    /// <summary>The run that wrote the row.</summary>
    public long RunId { get; set; }
}

internal sealed class SourceStateTable : IEntityTypeConfiguration<SourceStateRow>
{
    public void Configure(EntityTypeBuilder<SourceStateRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Entity });
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("source_state", table => table.AllowOnly<Entity>("entity"));
    }
}
