using EcommerceEtl.Worker.Report;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace EcommerceEtl.Worker.Web;

/// <summary>The page's charts as SVG. Each shows what a table beside it lists.</summary>
internal sealed class Charts(ChartLook look)
{
    /// <summary>Most bars of a chart of categories; the table lists all of them.</summary>
    internal const int MostCategories = 12;

    private const int BarHeight = 34;
    private const double TextSize = 12;

    /// <summary>Revenue over time, with that of the previous period as a dashed line.</summary>
    public string Trend(Trend trend)
    {
        var model = Model();
        var bars = new RectangleBarSeries { FillColor = look.Bar, StrokeThickness = 0 };
        var before = new LineSeries
        {
            Color = look.Ink,
            LineStyle = LineStyle.Dash,
            StrokeThickness = 1.5,
        };
        foreach (var bar in trend.Bars)
        {
            var (from, to) = (Days(bar.From), Days(bar.To) + 1);
            var gap = (to - from) * 0.12;
            bars.Items.Add(new RectangleBarItem(from + gap, 0, to - gap, (double)bar.Revenue));
            before.Points.Add(new DataPoint((from + to) / 2, (double)bar.Previous));
        }
        model.Axes.Add(Styled(new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = Days(trend.Bars[0].From),
            Maximum = Days(trend.Bars[^1].To) + 1,
            StringFormat = trend.Grain == Grain.Month ? "MMM yyyy" : "d MMM",
            IntervalLength = look.IsNarrow ? 80 : 100,
        }));
        model.Axes.Add(Values(AxisPosition.Left, grid: true));
        model.PlotMargins = new OxyThickness(Room(6), double.NaN, double.NaN, double.NaN);
        model.Series.Add(bars);
        model.Series.Add(before);
        return Drawn(model, TrendHeight(look.Size));
    }

    /// <summary>Height of the trend in CSS pixels.</summary>
    public static int TrendHeight(string size) => size == "narrow" ? 220 : 300;

    /// <summary>The same of a chart of bars that lie.</summary>
    public static int BarsHeight(int bars) => 16 + BarHeight * bars;

    /// <summary>The steps of the funnel, sessions each.</summary>
    public string Funnel(ReportFigures figures) => Bars(
        [.. figures.Current.Funnel.Select(step =>
            new Bar(step.Step, step.Sessions, $"{FigureText.Count(step.Sessions)}  {FigureText.Percent(step.OfFirst)}"))]);

    /// <summary>Revenue of the strongest categories.</summary>
    public string Categories(ReportFigures figures) => Bars(
        [.. figures.Categories.Take(MostCategories).Select(category =>
            new Bar(category.Category, (double)category.Revenue, FigureText.Amount(category.Revenue)))]);

    private sealed record Bar(string Name, double Value, string Label);

    /// <summary>Bars that lie, the first one on top.</summary>
    private string Bars(ImmutableArray<Bar> bars)
    {
        var model = Model();
        var left = Room(bars.Max(bar => Short(bar.Name).Length));
        var labels = Room(bars.Max(bar => bar.Label.Length));
        model.PlotMargins = new OxyThickness(left, 0, 0, 0);
        var names = Styled(new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, GapWidth = 0.5 });
        var series = new BarSeries { FillColor = look.Bar, StrokeThickness = 0 };
        var values = Values(AxisPosition.Bottom, grid: false);
        values.IsAxisVisible = false;
        // The labels stand behind the bars.
        values.MaximumPadding = labels / (look.Width - left - labels);
        foreach (var bar in bars)
        {
            names.Labels.Add(Short(bar.Name));
            model.Annotations.Add(new OxyPlot.Annotations.TextAnnotation
            {
                Text = bar.Label,
                TextColor = look.Ink,
                FontSize = TextSize,
                TextPosition = new DataPoint(Math.Max(bar.Value, 0), series.Items.Count),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                Offset = new ScreenVector(6, 0),
                Stroke = OxyColors.Transparent,
            });
            series.Items.Add(new BarItem(bar.Value));
        }
        model.Axes.Add(names);
        model.Axes.Add(values);
        model.Series.Add(series);
        return Drawn(model, BarsHeight(bars.Length));
    }

    private PlotModel Model() => new()
    {
        Culture = CultureInfo.InvariantCulture,
        Background = OxyColors.Transparent,
        DefaultFont = "sans-serif",
        DefaultFontSize = TextSize,
        TextColor = look.Quiet,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(0, 4, 8, 4),
    };

    private LinearAxis Values(AxisPosition position, bool grid) => Styled(new LinearAxis
    {
        Position = position,
        MinimumPadding = 0,
        AbsoluteMinimum = double.MinValue,
        LabelFormatter = Abbreviated,
        MajorGridlineStyle = grid ? LineStyle.Solid : LineStyle.None,
        MajorGridlineColor = look.Line,
    });

    private TAxis Styled<TAxis>(TAxis axis)
        where TAxis : Axis
    {
        axis.TicklineColor = look.Line;
        axis.AxislineColor = look.Line;
        axis.TextColor = look.Quiet;
        axis.MinorTickSize = 0;
        axis.MajorTickSize = 0;
        axis.AxisTickToLabelDistance = 6;
        return axis;
    }

    private string Drawn(PlotModel model, int height)
    {
        var svg = new SvgExporter { Width = look.Width, Height = height, IsDocument = true }.ExportToString(model);
        // Without a box of its own the picture would be cut where the page shows it smaller.
        return svg.Replace("<svg ", string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {look.Width} {height}\" "),
            StringComparison.Ordinal);
    }

    private string Short(string name)
    {
        var most = look.IsNarrow ? 14 : 24;
        return name.Length <= most ? name : string.Concat(name.AsSpan(0, most - 1), "…");
    }

    /// <summary>Room for texts of a length. The library measures texts as the narrowest of the fonts that a browser may take.</summary>
    private static double Room(int characters) => 14 + characters * TextSize * 0.6;

    private static double Days(DateOnly day) => DateTimeAxis.ToDouble(day.ToDateTime(TimeOnly.MinValue));

    private static string Abbreviated(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e3 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
