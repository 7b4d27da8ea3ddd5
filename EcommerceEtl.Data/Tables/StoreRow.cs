namespace EcommerceEtl.Data.Tables;

/// <summary>A shop. Its number comes from no sequence, so that a rolled back claim leaves no gap.</summary>
[Comment("Shops, one row each. A store is known by its name; one that leaves the settings keeps its row.")]
public sealed class StoreRow : IEntityTypeConfiguration<StoreRow>
{
    [Comment("Number of the store, from 1, never given twice while its row stands. The other tables name the store by it.")]
    public short StoreId { get; set; }

    [Comment("Name of the store in the settings, unique: 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit.")]
    public required string Name { get; set; }

    [Comment("Kind of shop, such as FakeStore.")]
    public required string Kind { get; set; }

    [Comment("Address of the shop's API: scheme, host, port (where it is not the scheme's own) and path. The host alone where the store "
        + "has not succeeded since a release that kept no more.")]
    public required string Address { get; set; }

    [Comment("ISO 4217 code, three capitals, of every price and sum of the store.")]
    public required string Currency { get; set; }

    [Comment("IANA name of the time zone that decides on which day a cart counts.")]
    public required string TimeZone { get; set; }

    [Comment("Where the times of views come from: observed (the shop states them), derived (implied by the cart), simulated (drawn at a "
        + "rate) or none (this kind of shop cannot know them, and there are none).")]
    public required string ViewOrigin { get; set; }

    [Comment("Where the times of add-to-carts come from: observed, derived, simulated or none, as for view_origin.")]
    public required string CartOrigin { get; set; }

    [Comment("Where the times of purchases come from: observed, derived, simulated or none, as for view_origin.")]
    public required string PurchaseOrigin { get; set; }

    [Comment("Which carts that are no orders the shop tells of: all, checkouts (those that got that far) or none (every session is an "
        + "order).")]
    public required string OpenCarts { get; set; }

    [Comment("UTC: since when nobody expects runs of the store (store retire); NULL while it is in use. A run takes it into use again.")]
    public DateTime? RetiredAt { get; set; }

    void IEntityTypeConfiguration<StoreRow>.Configure(EntityTypeBuilder<StoreRow> builder)
    {
        builder.HasKey(row => row.StoreId);
        builder.Property(row => row.StoreId).ValueGeneratedNever();
        builder.Property(row => row.Currency).HasColumnType("character(3)");
        builder.HasIndex(row => row.Name).HasDatabaseName("ux_stores_name").IsUnique();
        builder.ToTable("stores", table =>
        {
            table.HasCheckConstraint("ck_stores_name", "name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'");
            // Scheme and host in lower case; neither user nor query nor fragment, which may hold secrets; no slash at the end.
            table.HasCheckConstraint("ck_stores_address",
                @"address ~ '^(https?://[^A-Z/?#@\s]+(/[^?#\s]*)?|[^A-Z/?#@\s]+)$' AND address !~ '/$'");
            table.HasCheckConstraint("ck_stores_currency", "currency ~ '^[A-Z]{3}$'");
            table.AllowOnly<StepOrigin>("view_origin");
            table.AllowOnly<StepOrigin>("cart_origin");
            table.AllowOnly<StepOrigin>("purchase_origin");
            table.AllowOnly<OpenCarts>("open_carts");
        });
    }
}
