using EcommerceEtl.Worker.Pipeline.Changes;

namespace EcommerceEtl.Tests.Changes;

/// <summary>How the time of a run is divided.</summary>
public sealed class ReadingTimeTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(100);

    [Test]
    public void While_a_history_is_filled_it_has_a_quarter_of_the_time_however_long_the_rest_takes(
        [Values(null, 0, 3, 20, 40, 60, 90)] int? others)
    {
        var (pass, fill) = Ends(others, isWhole: false);

        Assert.That(fill - pass, Is.GreaterThanOrEqualTo(25));
        Assert.That(pass, Is.GreaterThanOrEqualTo(9));
        Assert.That(100 - fill, Is.GreaterThanOrEqualTo(Math.Min(2 * (others ?? 17), 60)));
    }

    [Test]
    public void Where_there_is_no_history_to_fill_the_changes_have_its_time_too([Values(null, 0, 3, 20, 40, 60, 90)] int? others)
    {
        var (pass, fill) = Ends(others, isWhole: true);

        Assert.That(pass, Is.EqualTo(fill));
        Assert.That(100 - fill, Is.EqualTo(others is { } took ? Math.Clamp(2 * took, 10, 75) : 35).Within(1));
    }

    /// <summary>The minutes at which there is no time left for the changes, and for the history.</summary>
    private static (int Pass, int Fill) Ends(int? others, bool isWhole)
    {
        var clock = new SetClock(DateTimeOffset.UnixEpoch);
        TimeSpan? took = others is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        var time = ReadingTime.Of(clock.GetTimestamp(), _deadline, took, isWhole, clock);
        int? pass = null, fill = null;
        for (var minute = 0; pass is null || fill is null; minute++, clock.Ahead += TimeSpan.FromMinutes(1))
        {
            pass ??= time.IsLeft() ? null : minute;
            fill ??= time.IsLeftToFill() ? null : minute;
        }
        return (pass.Value, fill.Value);
    }
}
