using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Web;

/// <summary>A part of the page under a heading of its own.</summary>
/// <param name="Id">Its name in the page's address.</param>
/// <param name="Says">What it shows, a sentence.</param>
/// <param name="Chart">What its table lists, drawn; null for a table alone.</param>
public sealed record SectionView(string Id, string Heading, string Says, FigureTable Table, ChartView? Chart)
{
    internal static ImmutableArray<SectionView> Of(
        ReportRequest asked, ReportRange range, bool statesOrders, ReportFigures figures)
    {
        List<SectionView> sections = [];
        if (!figures.Days.IsEmpty)
            sections.Add(OfTrend(asked, Trend.Of(range, figures), statesOrders, figures));
        if (statesOrders)
            sections.Add(new(
                "sales", "Sales", "Net = gross - discounts - returns; total = net + shipping + tax + other.",
                ReportTables.Sales(figures), null));
        sections.Add(new(
            "funnel", "Funnel", figures.Current.Funnel.Length == 1
                ? "There is one step, since the shop tells of no carts but orders."
                : "Sessions that came so far; a later step counts only those that made the earlier ones.",
            ReportTables.Funnel(figures.Current),
            figures.Days.IsEmpty ? null
                : ChartView.OfBars(asked, "funnel", "Sessions of each step as bars.", figures.Current.Funnel.Length)));
        if (!figures.Categories.IsEmpty)
            sections.Add(new(
                "categories", "Revenue by category", "What was bought of each category.", ReportTables.Categories(figures.Categories),
                ChartView.OfBars(
                    asked, "categories", $"Revenue as bars; the most is {FigureText.Amount(figures.Categories[0].Revenue)}, of "
                    + $"{figures.Categories[0].Category}.", Math.Min(figures.Categories.Length, Charts.MostCategories))));
        if (!figures.Products.IsEmpty)
            sections.Add(new(
                "products", "Top products by revenue", "The products that sold best; "
                + (figures.Products.Any(product => product.Views is not null) ? "views, carts and purchases" : "carts and purchases")
                + " are lines of carts.",
                ReportTables.Products(figures.Products), null));
        return [.. sections];
    }

    private static SectionView OfTrend(ReportRequest asked, Trend trend, bool statesOrders, ReportFigures figures)
    {
        var (each, of) = trend.Grain switch
        {
            Grain.Day => ("day", LeavesOut("days")),
            Grain.Week => ("week", $"Weeks begin on Monday; the chosen days may cut the first and the last. {LeavesOut("weeks")}"),
            _ => ("month", $"The chosen days may cut the first month and the last. {LeavesOut("months")}"),
        };
        string LeavesOut(string what) => $"The table leaves out {what} without a session{(statesOrders ? " or a return" : "")}.";

        var most = trend.Bars.MaxBy(bar => bar.Revenue)!;
        return new SectionView(
            "trend", $"Revenue by {each}", $"Bars are these {each}s, the dashed line is the previous period. {of}",
            trend.Table(figures.Days), ChartView.OfTrend(
                asked, $"Revenue of each {each} as bars, with the previous period as a dashed line. The most is "
                + $"{FigureText.Amount(most.Revenue)}, from {ReportDay.Text(most.From)} to {ReportDay.Text(most.To)}."));
    }
}

/// <summary>A picture of figures, in as many forms as there are screens.</summary>
/// <param name="Alternative">What it shows, for those who do not see it; the table has all of it.</param>
/// <param name="Address">Its address but for the look.</param>
/// <param name="Size">The form for a wide screen.</param>
/// <param name="NarrowSize">The form for a phone.</param>
public sealed record ChartView(string Alternative, string Address, ChartSize Size, ChartSize NarrowSize)
{
    internal static ChartView OfTrend(ReportRequest asked, string alternative) => new(
        alternative, AddressOf(asked, "trend"), ChartSize.Of("wide", Charts.TrendHeight("wide")),
        ChartSize.Of("narrow", Charts.TrendHeight("narrow")));

    internal static ChartView OfBars(ReportRequest asked, string name, string alternative, int bars) => new(
        alternative, AddressOf(asked, name), ChartSize.Of("half", Charts.BarsHeight(bars)),
        ChartSize.Of("narrow", Charts.BarsHeight(bars)));

    /// <summary>The address of the picture in one look.</summary>
    public string In(string theme, ChartSize size) => $"{Address}theme={theme}&size={size.Name}";

    private static string AddressOf(ReportRequest asked, string name) =>
        PageQuery.Write(asked) is { Length: > 0 } query ? $"{name}.svg{query}&" : $"{name}.svg?";
}

/// <summary>A size of a picture, in CSS pixels.</summary>
public sealed record ChartSize(string Name, int Width, int Height)
{
    internal static ChartSize Of(string name, int height) => new(name, ChartLook.Widths[name], height);
}
