using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EcommerceEtl.Data.Tables;

/// <summary>
/// What the carts of one day add up to. Each load adds what it changes of <c>carts</c>, in the same transaction, so that the row is always their sum; a
/// day without a cart has none.
/// </summary>
public sealed class DailySessionsRow
{
    public short StoreId { get; set; }

    /// <summary>In the store's time zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Carts.</summary>
    public long Sessions { get; set; }

    /// <summary>Those with a view.</summary>
    public long Viewed { get; set; }

    /// <summary>Those with an add-to-cart.</summary>
    public long Carted { get; set; }

    /// <summary>Those with a purchase.</summary>
    public long Orders { get; set; }

    /// <summary>Those with an add-to-cart and no purchase.</summary>
    public long Abandoned { get; set; }

    /// <summary>Those with a view and an add-to-cart: the funnel's second step.</summary>
    public long Added { get; set; }

    /// <summary>Those with all three steps: the funnel's third.</summary>
    public long Bought { get; set; }

    /// <summary>In the store's currency, 7 decimals.</summary>
    public decimal Revenue { get; set; }
}

internal sealed class DailySessionsTable : IEntityTypeConfiguration<DailySessionsRow>
{
    public void Configure(EntityTypeBuilder<DailySessionsRow> builder)
    {
        builder.HasKey(row => new { row.StoreId, row.Day });
        builder.Property(row => row.Revenue).IsMoneySum();
        builder.ToTable("daily_sessions", table =>
        {
            table.CountsNotNegative("sessions", "viewed", "carted", "orders", "abandoned", "added", "bought");
            table.NotNegative("revenue");
        });
    }
}
