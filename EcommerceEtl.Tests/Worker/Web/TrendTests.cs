using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Web;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>What the bars of the trend stand for.</summary>
public sealed class TrendTests
{
    private static readonly ReportFigures _none = new(Nothing, Nothing, [], [], [], []);

    private static PeriodFigures Nothing => new(0, 0, null, null, null, null, FunnelStep.Of(0, 0, 0), new SalesFigures(0, 0, 0, 0, 0, 0));

    // 92 days from 1 March 2026 end on 31 May; 731 days on 29 February 2028.
    [TestCase("2026-03-01", "2026-03-01", "Day", 1)]
    [TestCase("2026-03-01", "2026-05-31", "Day", 92)]
    [TestCase("2026-03-01", "2026-06-01", "Week", 15)]
    [TestCase("2026-03-01", "2028-02-29", "Week", 106)]
    [TestCase("2026-03-01", "2028-03-01", "Month", 25)]
    public void A_bar_is_a_day_a_week_or_a_month_as_the_range_is_long(string from, string to, string grain, int bars)
    {
        var trend = Trend.Of(new ReportRange(Day(from), Day(to)), _none);

        Assert.That((trend.Grain.ToString(), trend.Bars.Length), Is.EqualTo((grain, bars)));
    }

    [Test]
    public void Weeks_begin_on_monday_the_outer_ones_are_cut_and_days_add_up()
    {
        // 1 March 2026 is a Sunday, 1 June a Monday.
        var figures = _none with
        {
            Days = [new(Day("2026-03-01"), 3, 2, 10.5m), new(Day("2026-03-02"), 1, 1, 4), new(Day("2026-03-08"), 2, 0, -1.25m)],
            PreviousDays = [new(Day("2026-03-07"), 9, 9, 7), new(Day("2026-06-01"), 9, 9, 8)],
        };

        var bars = Trend.Of(new ReportRange(Day("2026-03-01"), Day("2026-06-01")), figures).Bars;

        Assert.That(bars[0], Is.EqualTo(new TrendBar(Day("2026-03-01"), Day("2026-03-01"), 3, 2, 10.5m, 0)));
        Assert.That(bars[1], Is.EqualTo(new TrendBar(Day("2026-03-02"), Day("2026-03-08"), 3, 1, 2.75m, 7)));
        Assert.That(bars[2], Is.EqualTo(new TrendBar(Day("2026-03-09"), Day("2026-03-15"), 0, 0, 0, 0)));
        Assert.That(bars[^1], Is.EqualTo(new TrendBar(Day("2026-06-01"), Day("2026-06-01"), 0, 0, 0, 8)));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
