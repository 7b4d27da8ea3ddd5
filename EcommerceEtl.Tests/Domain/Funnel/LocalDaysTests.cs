using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>Where days begin: a table of days that were looked up stands in <c>docs/dates.md</c>, here is what must hold of every day of
/// every zone.</summary>
public sealed class LocalDaysTests
{
    public static IEnumerable<string> Zones() =>
        TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal) || id == "UTC");

    [TestCaseSource(nameof(Zones))]
    public void Every_day_begins_with_its_first_instant_that_exists(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        // The days around each change of the clock, where it can go wrong, and one in five of all others.
        var last = zone.BaseUtcOffset;
        for (var day = new DateOnly(1990, 1, 1); day.Year < 2030; day = day.AddDays(5))
        {
            var offset = zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
            for (var near = offset == last ? day : day.AddDays(-7); near <= day; near = near.AddDays(1))
                if (LocalDays.FirstInstant(near, zone) is var begins && begins != Expected(near, zone, begins))
                    Assert.Fail($"{near:O} in {id} begins at {begins:O}, seen minute by minute at {Expected(near, zone, begins):O}");
            last = offset;
        }
    }

    [TestCase("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00", Description = "midnight does not exist")]
    [TestCase("America/Havana", "2024-11-03", "2024-11-03T04:00:00", Description = "midnight comes twice")]
    [TestCase("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00", Description = "the whole day does not exist")]
    public void A_day_that_was_looked_up(string zone, string day, string utc) =>
        Assert.That(
            LocalDays.FirstInstant(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)),
            Is.EqualTo(
                DateTime.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)));

    /// <summary>
    /// By another route: the minutes are gone through until the clock on the wall shows the day or a later one; only where the clock
    /// changes thereabouts, which is where it can go wrong. What .NET says of times that exist twice or not at all cannot be the measure:
    /// it is wrong where a zone changes its standard time.
    /// </summary>
    private static DateTime Expected(DateOnly day, TimeZoneInfo zone, DateTime begins)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var minute = midnight.AddHours(-26);
        if (zone.GetUtcOffset(minute) == zone.GetUtcOffset(midnight.AddHours(26)))
            return midnight - zone.GetUtcOffset(begins);
        while (TimeZoneInfo.ConvertTimeFromUtc(minute, zone) < midnight)
            minute = minute.AddMinutes(1);
        return minute;
    }
}
