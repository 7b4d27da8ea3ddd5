using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>Which days ended more than 48 hours before a moment, in the store's zone.</summary>
public sealed class FinalDaysTests
{
    [TestCase("2026-03-01 12:00:00", "UTC", "2026-02-26", TestName = "the day that ended 60 hours ago is final")]
    [TestCase("2026-03-01 00:00:00", "UTC", "2026-02-25", TestName = "a day that ended 48 hours ago to the tick is not final yet")]
    [TestCase("2026-03-01 00:00:01", "UTC", "2026-02-26", TestName = "a second later it is")]
    [TestCase("2026-03-01 15:00:00", "Asia/Tokyo", "2026-02-26", TestName = "midnight in Tokyo is at 15:00 UTC: 48 hours to the tick")]
    [TestCase("2026-03-01 15:00:01", "Asia/Tokyo", "2026-02-27", TestName = "and a second later")]
    [TestCase("2026-03-01 04:59:59", "America/New_York", "2026-02-25", TestName = "west of Greenwich days end later")]
    // New York's 8 March 2026 has 23 hours: its days end at 04:00 UTC from then on.
    [TestCase("2026-03-11 04:00:00", "America/New_York", "2026-03-07", TestName = "a short day ends an hour earlier: 48 hours to the tick")]
    [TestCase("2026-03-11 04:00:01", "America/New_York", "2026-03-08", TestName = "a short day, a second later")]
    public void A_day_is_final_when_it_ended_more_than_48_hours_ago(string moment, string zone, string expected)
    {
        var utc = DateTime.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

        Assert.That(
            FinalDays.LastAt(utc, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Is.EqualTo(expected));
    }
}
