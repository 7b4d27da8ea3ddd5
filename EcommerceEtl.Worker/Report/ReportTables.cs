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

    public static FigureTable KeyFigures(ReportFigures figures) => Compared("key figure", KeyFigure.Of(figures));

    public static FigureTable Sales(ReportFigures figures) => Compared("figure", KeyFigure.OfSales(figures));

    public static FigureTable Funnel(PeriodFigures period) => new(
        [
            new("step", ColumnForm.Word), new("sessions"), new("of viewed"), new("", ColumnForm.Word, 2), new("lost on the way", Rank: 1),
        ],
        [.. ReportJson.Funnel(period).Select(step => ImmutableArray.Create(
            step.Step, Count(step.Sessions), Percent(step.OfViewed), Bar(step.OfViewed),
            step.Step == "viewed" ? "" : Percent(step.Lost)))]);

    public static FigureTable Days(IEnumerable<DayTotal> days) => new(
        [new("day", ColumnForm.Word), new("sessions", Rank: 1), new("orders"), new("revenue")],
        [.. days.Select(day => ImmutableArray.Create(
            ReportDay.Text(day.Day), Count(day.Sessions), Count(day.Orders), Amount(day.Revenue)))]);

    public static FigureTable Categories(IEnumerable<CategoryFigures> categories) => new(
        [new("category", ColumnForm.Title), new("lines bought", Rank: 2), new("units", Rank: 1), new("revenue")],
        [.. categories.Select(category => ImmutableArray.Create(
            category.Category, Count(category.Purchases), Units(category.Units), Amount(category.Revenue)))]);

    public static FigureTable Products(IEnumerable<ProductFigures> products) => new(
        [
            new("product", ColumnForm.Title), new("category", ColumnForm.Title, 4), new("views", Rank: 2), new("carts", Rank: 5),
            new("purchases"), new("view to purchase", Rank: 3), new("units", Rank: 1), new("revenue"),
        ],
        [.. products.Select(product => ImmutableArray.Create(
            product.Title, product.Category, Count(product.Views), Count(product.Carts), Count(product.Purchases),
            Percent(product.ViewToPurchase), Units(product.Units), Amount(product.Revenue)))]);

    private static FigureTable Compared(string heading, ImmutableArray<KeyFigure> figures) => new(
        [new(heading, ColumnForm.Word), new("these days"), new("previous"), new("change", Rank: 1)],
        [.. figures.Select(figure => ImmutableArray.Create(
            figure.Name, figure.Text(figure.Now), figure.Text(figure.Before),
            Change(ReportJson.VsPrevious(figure.Now, figure.Before))))]);

    private static string Bar(decimal? share) => new('#', (int)Math.Round((share ?? 0) * BarWidth, MidpointRounding.AwayFromZero));
}
