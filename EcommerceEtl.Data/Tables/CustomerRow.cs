namespace EcommerceEtl.Data.Tables;

/// <summary>A customer. The city is the only personal data in this database. No foreign key: there can be millions.</summary>
[Comment("Customers that the shop has now. Nothing but number and city is held of a person.")]
public sealed class CustomerRow : IEntityTypeConfiguration<CustomerRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("Number of the customer: the shop's id, or a 62-bit hash of it where the shop's ids are texts.")]
    public long UserId { get; set; }

    [Comment("The shop's id where its ids are texts, at most 200 characters; NULL where they are numbers.")]
    public string? SourceId { get; set; }

    [Comment("Latest city; empty where the shop states none that can be used.")]
    public required string City { get; set; }

    void IEntityTypeConfiguration<CustomerRow>.Configure(EntityTypeBuilder<CustomerRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.UserId });
        builder.Property(row => row.UserId).ValueGeneratedNever();
        builder.ToTable("customers");
    }
}
