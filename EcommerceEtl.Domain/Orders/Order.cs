namespace EcommerceEtl.Domain.Orders;

/// <summary>What a shop states of the order that a cart became, or of the attempt at one.</summary>
/// <param name="Number">The number that the shop shows to people; null where it has none.</param>
/// <param name="ShopStatus">The shop's own word for its state.</param>
/// <param name="PlacedAt">When it became a sale (UTC): the order counts on that day. Null while, or where, it is none.</param>
/// <param name="City">The order's own city; null where it states none.</param>
/// <param name="CancelledAt">When it was cancelled (UTC); null if it was not, or the shop does not say.</param>
/// <param name="UpdatedAt">When the shop last changed it (UTC).</param>
/// <param name="StatedTotal">What the shop says is left of it now, tax included, in the store's currency; null where it does not
/// say.</param>
/// <param name="Sales">Its signed rows in order of time; empty while it is no sale.</param>
public sealed record Order(
    string? Number, OrderState State, string ShopStatus, DateTime? PlacedAt, string? City, DateTime? CancelledAt, DateTime UpdatedAt,
    decimal? StatedTotal, ImmutableArray<Sale> Sales)
{
    /// <summary>What the shop states less what the rows add up to; 0 where it states nothing. Beyond 0.01 it is counted and
    /// shown.</summary>
    public decimal Difference => StatedTotal is { } stated ? stated - Sales.Sum(sale => sale.Total) : 0;

    /// <summary>Greatest difference that is a matter of rounding.</summary>
    public const decimal Rounding = 0.01m;
}

/// <summary>What has become of an order.</summary>
public enum OrderState
{
    /// <summary>An attempt that is no sale: an open checkout, or one that failed.</summary>
    Pending,

    /// <summary>A sale, whatever was returned of it since.</summary>
    Placed,

    /// <summary>A sale that was cancelled: it stays an order of its day, and its money goes back on the day of the cancellation.</summary>
    Cancelled,

    /// <summary>It was a sale, and the shop's own report counts it no more. It is no abandoned checkout either.</summary>
    Void,
}
