using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>When a store is due, by its cron in UTC: daylight saving does not touch it.</summary>
public sealed class DueTimes(StoreOptions store)
{
    /// <summary>A fire this late still stands for its own time; after a longer gap only the latest due time is run.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromSeconds(60);

    private readonly CronExpression _cron = new(store.Cron, TimeZoneInfo.Utc);

    /// <summary>The slot of a fire: always a due time that has come. After a gap the scheduler fires at once and gives that moment, which
    /// no cron names, as the scheduled time; after a clock was set back the scheduled time lies ahead. Both stand for the latest due
    /// time.</summary>
    /// <param name="scheduled">The time Quartz fired for; null for a fire by hand.</param>
    public DateTime SlotOf(DateTimeOffset? scheduled, DateTimeOffset now)
    {
        if (scheduled is { } time && now - time <= Punctual && WholeSecond(time) is var second && second <= now
            && _cron.IsSatisfiedBy(second))
            return second.UtcDateTime;
        return (LatestDue(now) ?? WholeSecond(now)).UtcDateTime;
    }

    /// <summary>The latest due time that has come, or null if none ever has.</summary>
    /// <remarks>The fraction must go first: a second later than 12:14:59.9 lies beyond 12:15:00, which has not come yet.</remarks>
    public DateTimeOffset? LatestDue(DateTimeOffset now) => _cron.GetPreviousValidTimeBefore(WholeSecond(now).AddSeconds(1));

    /// <summary>The next due time, or null if none is left.</summary>
    public DateTimeOffset? Next(DateTimeOffset now) => _cron.GetNextValidTimeAfter(now);

    /// <summary>When some stores are due next (UTC), by their names.</summary>
    public static Dictionary<string, DateTime?> Next(IEnumerable<StoreOptions> stores, DateTimeOffset now) =>
        stores.ToDictionary(store => store.Name, store => new DueTimes(store).Next(now)?.UtcDateTime);

    /// <summary>How many due times lie between two slots, both left out; counted up to 10,000.</summary>
    public long Between(DateTime earlier, DateTime later)
    {
        long count = 0;
        var end = new DateTimeOffset(later, TimeSpan.Zero);
        for (var due = Next(new DateTimeOffset(earlier, TimeSpan.Zero)); due < end && count < 10_000; due = Next(due.Value))
            count++;
        return count;
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
