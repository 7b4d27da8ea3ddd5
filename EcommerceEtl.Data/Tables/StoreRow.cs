using EcommerceEtl.Domain.Funnel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>A shop. Its number comes from no sequence, so that a rolled back claim leaves no gap.</summary>
public sealed class StoreRow
{
    public short StoreId { get; set; }

    /// <summary>The operator's name of the shop: <c>[a-z0-9][a-z0-9_-]{0,62}</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The kind of source, such as <c>FakeStore</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>
    /// Address of the shop's API: scheme, host, port (where it is not the scheme's own) and path. Rows of stores that have not succeeded since releases that knew
    /// no more hold the host alone.
    /// </summary>
    public required string Address { get; set; }

    /// <summary>ISO 4217, three capitals.</summary>
    public required string Currency { get; set; }

    /// <summary>IANA name; decides to which day a cart belongs.</summary>
    public required string TimeZone { get; set; }

    /// <summary><see cref="StepOrigin"/> in snake case.</summary>
    public required string ViewOrigin { get; set; }

    /// <inheritdoc cref="ViewOrigin"/>
    public required string CartOrigin { get; set; }

    /// <inheritdoc cref="ViewOrigin"/>
    public required string PurchaseOrigin { get; set; }

    /// <summary>Since when nobody expects runs of it any more (UTC); NULL while it is in use. A run takes it back.</summary>
    public DateTime? RetiredAt { get; set; }
}

internal sealed class StoreTable : IEntityTypeConfiguration<StoreRow>
{
    public void Configure(EntityTypeBuilder<StoreRow> builder)
    {
        builder.HasKey(row => row.StoreId);
        builder.Property(row => row.StoreId).ValueGeneratedNever();
        builder.Property(row => row.Currency).HasColumnType("character(3)");
        builder.HasIndex(row => row.Name).HasDatabaseName("ux_stores_name").IsUnique();
        builder.ToTable("stores", table =>
        {
            table.HasCheckConstraint("ck_stores_name", "name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'");
            // Scheme and host in lower case; neither user nor query nor fragment, which may hold secrets; no slash at the end.
            table.HasCheckConstraint("ck_stores_address", @"address ~ '^(https?://[^A-Z/?#@\s]+(/[^?#\s]*)?|[^A-Z/?#@\s]+)$' AND address !~ '/$'");
            table.HasCheckConstraint("ck_stores_currency", "currency ~ '^[A-Z]{3}$'");
            table.AllowOnly<StepOrigin>("view_origin");
            table.AllowOnly<StepOrigin>("cart_origin");
            table.AllowOnly<StepOrigin>("purchase_origin");
        });
    }
}
