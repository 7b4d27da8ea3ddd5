namespace EcommerceEtl.Domain.Funnel;

/// <summary>The days of a store that were over long before a moment: who looked at their figures had reason to take them as
/// final.</summary>
public static class SettledDays
{
    /// <summary>A day is settled when it ended longer ago than this.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(48);

    /// <summary>The latest day that, in the store's zone, ended more than <see cref="Age"/> before a moment. All days before it are
    /// settled too.</summary>
    /// <param name="moment">UTC, such as the snapshot's time.</param>
    /// <param name="zone">The store's zone, in which days begin and end.</param>
    public static DateOnly LastAt(DateTime moment, TimeZoneInfo zone)
    {
        // A day that ended at this very tick has not ended before it: one tick less is still within the day, or just after its end.
        var before = DateTime.SpecifyKind(moment - Age, DateTimeKind.Utc).AddTicks(-1);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(before, zone)).AddDays(-1);
    }
}
