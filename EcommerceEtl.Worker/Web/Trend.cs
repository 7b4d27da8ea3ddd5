using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Web;

/// <summary>What one bar of the trend stands for: days for a range of up to 92, weeks for up to two years, else months.</summary>
internal enum Grain
{
    Day,

    /// <summary>From Monday to Sunday.</summary>
    Week,

    Month,
}

/// <summary>A bar of the trend.</summary>
/// <param name="From">Its first day within the range.</param>
/// <param name="To">Its last day within the range.</param>
/// <param name="Previous">Revenue of the days of the previous period that stand beside its days.</param>
internal sealed record TrendBar(DateOnly From, DateOnly To, long Sessions, long Orders, decimal Revenue, decimal Previous);

/// <summary>Revenue over time. Days add up, so that the bars of a longer grain are sums of days.</summary>
internal sealed record Trend(Grain Grain, ImmutableArray<TrendBar> Bars)
{
    private const int MostDays = 92;
    private const int MostDaysOfWeeks = 731;

    /// <summary>The trend of a range; each bar of it is there, also where nothing happened.</summary>
    public static Trend Of(ReportRange range, ReportFigures figures)
    {
        var grain = range.Days <= MostDays ? Grain.Day : range.Days <= MostDaysOfWeeks ? Grain.Week : Grain.Month;
        var current = figures.Days.ToLookup(day => Start(grain, day.Day));
        var previous = figures.PreviousDays.ToLookup(day => Start(grain, day.Day));
        List<TrendBar> bars = [];
        for (var start = Start(grain, range.From); start <= range.To; start = Next(grain, start))
        {
            var (first, last) = (start < range.From ? range.From : start, Next(grain, start).AddDays(-1));
            bars.Add(new TrendBar(
                first, last > range.To ? range.To : last, current[start].Sum(day => day.Sessions), current[start].Sum(day => day.Orders),
                current[start].Sum(day => day.Revenue), previous[start].Sum(day => day.Revenue)));
        }
        return new Trend(grain, [.. bars]);
    }

    /// <summary>The bars as a table, without those of days that hold nothing: a range may begin long before the shop and end long after
    /// today.</summary>
    public FigureTable Table(ImmutableArray<DayTotal> days) => Grain == Grain.Day ? ReportTables.Days(days) : new FigureTable(
        [new(Grain == Grain.Week ? "week" : "month", ColumnForm.Word), new("sessions"), new("orders"), new("revenue")],
        [.. Bars.Where(bar => bar.Sessions > 0 || bar.Revenue != 0).Select(bar => ImmutableArray.Create(
            $"{ReportDay.Text(bar.From)} to {ReportDay.Text(bar.To)}", FigureText.Count(bar.Sessions), FigureText.Count(bar.Orders),
            FigureText.Amount(bar.Revenue)))]);

    private static DateOnly Start(Grain grain, DateOnly day) => grain switch
    {
        Grain.Day => day,
        Grain.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly Next(Grain grain, DateOnly start) => grain switch
    {
        Grain.Day => start.AddDays(1),
        Grain.Week => start.AddDays(7),
        _ => start.AddMonths(1),
    };
}
