using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>Which slot a fire stands for, every quarter of an hour.</summary>
public sealed class DueTimesTests
{
    private static readonly DueTimes _quarters = new(new StoreOptions { Cron = "0 0/15 * * * ?", TimeZone = "Europe/Berlin" });

    [TestCase("12:15:00", "12:15:00", "12:15:00", Description = "to the moment")]
    [TestCase("12:15:00", "12:15:00.430", "12:15:00", Description = "a little late")]
    [TestCase("12:15:00", "12:16:00", "12:15:00", Description = "as late as may be")]
    [TestCase("12:15:00", "12:16:01", "12:15:00", Description = "later, but still the latest")]
    [TestCase("12:15:00", "15:07:30", "15:00:00", Description = "hours late")]
    [TestCase("15:07:30.123", "15:07:30.125", "15:00:00", Description = "the scheduler fires at once after a gap")]
    [TestCase("15:15:00.400", "15:15:00.402", "15:15:00", Description = "the same, in the second of a due time")]
    [TestCase("13:00:00", "12:00:20", "12:00:00", Description = "the clock was set back an hour")]
    [TestCase("12:15:00", "12:14:59.999", "12:00:00", Description = "a moment early")]
    public void A_fire_stands_for_a_due_time_that_has_come(string scheduled, string now, string slot) =>
        Assert.That(_quarters.SlotOf(At(scheduled), At(now)), Is.EqualTo(At(slot).UtcDateTime));

    [TestCase("12:15:00", "12:15:00")]
    [TestCase("12:14:59.999", "12:00:00")]
    [TestCase("12:15:00.001", "12:15:00")]
    public void A_fire_by_hand_stands_for_the_latest_due_time(string now, string slot) =>
        Assert.That(_quarters.SlotOf(null, At(now)), Is.EqualTo(At(slot).UtcDateTime));

    [Test]
    public void A_slot_is_in_UTC_and_whole_seconds()
    {
        var slot = new DueTimes(new StoreOptions { Cron = "* * * * * ?" }).SlotOf(At("12:15:07.900"), At("12:15:07.950"));

        Assert.That((slot, slot.Kind), Is.EqualTo((At("12:15:07").UtcDateTime, DateTimeKind.Utc)));
    }

    [TestCase("12:15:00", "12:30:00", 0)]
    [TestCase("12:15:00", "15:00:00", 10)]
    [TestCase("12:15:00", "12:15:00", 0)]
    [TestCase("12:15:00", "12:00:00", 0)]
    public void The_due_times_between_two_slots_leave_both_out(string earlier, string later, long between) =>
        Assert.That(_quarters.Between(At(earlier).UtcDateTime, At(later).UtcDateTime), Is.EqualTo(between));

    [TestCase("2026-03-29", Description = "Berlin skips from 2 to 3")]
    [TestCase("2026-10-25", Description = "Berlin has the hour from 2 to 3 twice")]
    public void Daylight_saving_neither_doubles_nor_drops_a_slot(string day)
    {
        var midnight = DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
        HashSet<DateTime> slots = [];
        for (var now = midnight; now < midnight.AddHours(4); now += TimeSpan.FromMinutes(1))
            slots.Add(_quarters.SlotOf(null, now));

        Assert.That(slots.Order(), Is.EqualTo(Enumerable.Range(0, 16).Select(quarter => midnight.UtcDateTime.AddMinutes(15 * quarter))));
    }

    [Test]
    public void A_schedule_that_has_not_begun_has_no_due_time() =>
        Assert.That(new DueTimes(new StoreOptions { Cron = "0 0 0 1 1 ? 2099" }).LatestDue(At("12:00:00")), Is.Null);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-03-01T{time}Z", CultureInfo.InvariantCulture);
}
