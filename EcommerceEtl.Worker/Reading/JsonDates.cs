namespace EcommerceEtl.Worker.Reading;

/// <summary>What an element means depends on this beside its own bytes.</summary>
/// <param name="SnapshotTime">The snapshot's own time (UTC): carts may be dated at most a day later.</param>
/// <param name="Zone">The store's time zone: a date without a time is a day there.</param>
public readonly record struct MappingContext(DateTime SnapshotTime, TimeZoneInfo Zone);

/// <summary>Reads the dates that <c>docs/dates.md</c> lists. A time without a zone is UTC, a date without a time the first instant of that
/// day in the store's zone: the machine's own zone never matters.</summary>
internal static class JsonDates
{
    /// <summary>Reads the date the reader stands on; it lies between 1990 and a day after the snapshot.</summary>
    /// <param name="context">The snapshot's time and the store's zone.</param>
    /// <param name="time">UTC, cut to the microsecond.</param>
    public static RejectionReason? Read(ref Utf8JsonReader json, MappingContext context, out DateTime time)
    {
        time = default;
        if (json.TokenType != JsonTokenType.String)
            return RejectionReason.WrongType;
        if (!DateText.TryRead(ref json, out var date))
            return RejectionReason.BadDate;
        var ticks = date.SinceMidnight is { } since ? date.Midnight.Ticks + since : DayBegins(date.Midnight, context.Zone);
        if (ticks < ValueLimits.Earliest.Ticks)
            return RejectionReason.BadDate;
        if (ticks > (context.SnapshotTime + ValueLimits.FutureTolerance).Ticks)
            return RejectionReason.FutureDate;
        time = new DateTime(ticks, DateTimeKind.Utc);
        return null;
    }

    /// <summary>The first instant of a day in the zone. Of the first and the last year there is, which no cart is of, midnight in UTC will
    /// do.</summary>
    private static long DayBegins(DateTime midnight, TimeZoneInfo zone) =>
        midnight.Year is 1 or 9999 ? midnight.Ticks : LocalDays.FirstInstant(DateOnly.FromDateTime(midnight), zone).Ticks;
}
