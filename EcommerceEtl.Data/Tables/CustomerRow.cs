using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A customer. The city is the only personal data in this database. No foreign key: there can be millions.</summary>
public sealed class CustomerRow
{
    public short StoreId { get; set; }

    public long UserId { get; set; }

    /// <summary>The shop's id where its ids are texts; NULL where they are numbers.</summary>
    public string? SourceId { get; set; }

    /// <summary>Empty where the shop states none.</summary>
    public required string City { get; set; }
}

internal sealed class CustomerTable : IEntityTypeConfiguration<CustomerRow>
{
    public void Configure(EntityTypeBuilder<CustomerRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.UserId });
        builder.Property(row => row.UserId).ValueGeneratedNever();
        builder.ToTable("customers");
    }
}
