namespace EcommerceEtl.Data.Tables;

/// <summary>A customer who was erased. The same list stands in the landing zone.</summary>
[Comment("Customers who were erased: runs, replays and restored copies leave them out, and their carts are a guest's.")]
public sealed class ErasedCustomerRow : IEntityTypeConfiguration<ErasedCustomerRow>
{
    [Comment("Number of the store (stores.store_id).")]
    public short StoreId { get; set; }

    [Comment("The customer's number in the warehouse (customers.user_id): nothing else of the customer is kept.")]
    public long UserId { get; set; }

    [Comment("UTC: when the customer was erased.")]
    public DateTime ErasedAt { get; set; }

    void IEntityTypeConfiguration<ErasedCustomerRow>.Configure(EntityTypeBuilder<ErasedCustomerRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.UserId });
        builder.Property(row => row.UserId).ValueGeneratedNever();
        builder.HasOne<StoreRow>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("erased_customers");
    }
}
