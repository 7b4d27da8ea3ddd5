using EcommerceEtl.Worker.Output;
using static EcommerceEtl.Worker.Report.FigureText;

namespace EcommerceEtl.Worker.Report;

/// <summary>A table of figures as people read them, for a terminal and for the page.</summary>
/// <param name="Rows">Each has a cell for each column.</param>
public sealed record FigureTable(ImmutableArray<TextColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows);

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    private const int BarWidth = 20;

    public static FigureTable KeyFigures(SalesReport report, ReportFigures figures) =>
        Compared("key figure", KeyFigure.Of(report, figures));

    public static FigureTable Sales(ReportFigures figures) => Compared("figure", KeyFigure.OfSales(figures));

    public static FigureTable Funnel(PeriodFigures period) => new(
        [
            new("step", ColumnForm.Word), new("sessions"), new($"of {period.Funnel[0].Step}"), new("", ColumnForm.Word, 2),
            new("lost on the way", Rank: 1),
        ],
        [.. period.Funnel.Select(step => ImmutableArray.Create(
            step.Step, Count(step.Sessions), Percent(step.OfFirst), Bar(step.OfFirst),
            step == period.Funnel[0] ? "" : Percent(step.Lost)))]);

    public static FigureTable Days(IEnumerable<DayTotal> days) => new(
        [new("day", ColumnForm.Word), new("sessions", Rank: 1), new("orders"), new("revenue")],
        [.. days.Select(day => ImmutableArray.Create(
            ReportDay.Text(day.Day), Count(day.Sessions), Count(day.Orders), Amount(day.Revenue)))]);

    public static FigureTable Categories(IEnumerable<CategoryFigures> categories) => new(
        [new("category", ColumnForm.Title), new("lines bought", Rank: 2), new("units", Rank: 1), new("revenue")],
        [.. categories.Select(category => ImmutableArray.Create(
            category.Category, Count(category.Purchases), Units(category.Units), Amount(category.Revenue)))]);

    /// <summary>Without views where nobody knows them.</summary>
    public static FigureTable Products(ImmutableArray<ProductFigures> products)
    {
        var columns = new (TextColumn Column, Func<ProductFigures, string> Text, bool OfViews)[]
        {
            (new("product", ColumnForm.Title), product => product.Title, false),
            (new("category", ColumnForm.Title, 4), product => product.Category, false),
            (new("views", Rank: 2), product => Count(product.Views), true),
            (new("carts", Rank: 5), product => Count(product.Carts), false),
            (new("purchases"), product => Count(product.Purchases), false),
            (new("view to purchase", Rank: 3), product => Percent(product.ViewToPurchase), true),
            (new("units", Rank: 1), product => Units(product.Units), false),
            (new("revenue"), product => Amount(product.Revenue), false),
        };
        var knowsViews = products.Any(product => product.Views is not null);
        var shown = columns.Where(column => knowsViews || !column.OfViews).ToList();
        return new FigureTable(
            [.. shown.Select(column => column.Column)],
            [.. products.Select(product => shown.Select(column => column.Text(product)).ToImmutableArray())]);
    }

    private static FigureTable Compared(string heading, ImmutableArray<KeyFigure> figures) => new(
        [new(heading, ColumnForm.Word), new("these days"), new("previous"), new("change", Rank: 1)],
        [.. figures.Select(figure => ImmutableArray.Create(
            figure.Name, figure.Text(figure.Now), figure.Text(figure.Before), figure.ChangeText ?? "-"))]);

    private static string Bar(decimal? share) => new('#', (int)Math.Round((share ?? 0) * BarWidth, MidpointRounding.AwayFromZero));
}
