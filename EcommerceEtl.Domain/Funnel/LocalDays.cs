namespace EcommerceEtl.Domain.Funnel;

/// <summary>Where the days of a store begin.</summary>
public static class LocalDays
{
    /// <summary>The first instant (UTC) of a day in a zone. Where the clock is put forward over midnight it is the first instant that
    /// exists, where midnight comes twice the first of the two. Of a day that a zone skipped whole it is the first instant after
    /// it.</summary>
    /// <param name="day">A day of the years 2 to 9998, so that the days around it exist.</param>
    public static DateTime FirstInstant(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        // The offsets a day before and a day after are all that can be in force at midnight. They differ only where the clock changes in
        // between.
        var (before, after) = (zone.GetUtcOffset(midnight.AddDays(-1)), zone.GetUtcOffset(midnight.AddDays(1)));
        var (early, late) = before > after ? (midnight - before, midnight - after) : (midnight - after, midnight - before);
        if (Local(early, zone) == midnight)
            return early;
        if (Local(late, zone) == midnight)
            return late;
        // The clock jumps over this midnight, between the two: the day begins with the jump.
        while (late.Ticks - early.Ticks > 1)
        {
            var middle = early.AddTicks((late.Ticks - early.Ticks) / 2);
            if (Local(middle, zone) < midnight)
                early = middle;
            else
                late = middle;
        }
        return late;
    }

    private static DateTime Local(DateTime moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(moment, zone);
}

/// <summary>The days of a store that were over long before a moment: who looked at their figures had reason to take them as
/// final.</summary>
public static class FinalDays
{
    /// <summary>A day is final when it ended longer ago than this.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(48);

    /// <summary>The latest day that, in the store's zone, ended more than <see cref="Age"/> before a moment. All days before it are
    /// final too.</summary>
    /// <param name="moment">UTC, such as the snapshot's time.</param>
    /// <param name="zone">The store's zone, in which days begin and end.</param>
    public static DateOnly LastAt(DateTime moment, TimeZoneInfo zone)
    {
        // A day that ended at this very tick has not ended before it: one tick less is still within the day, or just after its end.
        var before = DateTime.SpecifyKind(moment - Age, DateTimeKind.Utc).AddTicks(-1);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(before, zone)).AddDays(-1);
    }
}
