namespace EcommerceEtl.Domain.Quality;

/// <summary>The bounds of what is accepted from a shop, all in one place. What lies outside costs the record, or the detail where no figure
/// needs it; it is never cut to fit.</summary>
public static class ValueLimits
{
    /// <summary>Greatest price of one unit. Prices may be 0, never negative.</summary>
    public const decimal MaxPrice = 10_000_000m;

    /// <summary>Greatest amount of money in one row of an order, of either sign. All that one element can state then adds up to less than
    /// the database can hold.</summary>
    public const decimal MaxAmount = 10_000_000_000m;

    /// <summary>Greatest quantity of a line. Quantities are above 0 after rounding.</summary>
    public const decimal MaxQuantity = 1_000_000m;

    /// <summary>Most lines a cart may have.</summary>
    public const int MaxLinesPerCart = 10_000;

    /// <summary>Longest title or category, in UTF-16 code units.</summary>
    public const int MaxTextLength = 2_000;

    /// <summary>Longest name of a city, in UTF-16 code units.</summary>
    public const int MaxCityLength = 100;

    /// <summary>Most digits in the name of a city: more are a telephone number or a postal code.</summary>
    public const int MaxCityDigits = 4;

    /// <summary>Longest text id, in UTF-16 code units: ids name quarantine rows, which keep 200 characters.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Greatest rating.</summary>
    public const decimal MaxRating = 9.99m;

    /// <summary>Decimals that are kept of a price, rounded half away from zero.</summary>
    public const int PriceDecimals = 4;

    /// <summary>Decimals that are kept of a quantity, rounded half away from zero.</summary>
    public const int QuantityDecimals = 3;

    /// <summary>Decimals that are kept of a rating, rounded half away from zero.</summary>
    public const int RatingDecimals = 2;

    /// <summary>Earliest time of a cart (UTC).</summary>
    public static readonly DateTime Earliest = new(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>How far after the snapshot's time a cart may be dated before it is rejected as
    /// <see cref="RejectionReason.FutureDate"/>.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <summary>Cuts a time to the microsecond, the resolution of the database. It is never rounded, which could put it on the next
    /// day.</summary>
    public static DateTime ToMicrosecond(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMicrosecond, time.Kind);

    /// <summary>Cuts a time to the millisecond: what names of files and lists in the landing zone keep of it.</summary>
    public static DateTime ToMillisecond(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, time.Kind);
}
