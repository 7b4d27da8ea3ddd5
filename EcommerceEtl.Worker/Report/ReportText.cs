using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Report;

/// <summary>A report in words and tables.</summary>
internal sealed class ReportText(Page page)
{
    public void Write(SalesReport report)
    {
        var stores = string.Join(", ", report.Stores.Select(store => $"{store.Store} ({store.TimeZone})"));
        if (report is not { Range: { } range, Figures: { } figures })
        {
            page.Line($"{report.Currency}, {stores}: no carts yet.");
            return;
        }
        page.Line(
            $"{report.Currency}, {stores}: {range}, {Counted.Of(range.Days, "day")}; previous: {range.Previous}");
        foreach (var note in ReportNotes.Origins(report.Stores).Concat(ReportNotes.Gaps(report.Stores, figures)))
            page.Line(note);
        Table(null, ReportTables.KeyFigures(report, figures));
        if (report.StatesOrders)
            Table("Sales (net = gross - discounts - returns; total = net + shipping + tax + other)", ReportTables.Sales(figures));
        Table("Funnel (sessions)", ReportTables.Funnel(figures.Current));
        if (!figures.Days.IsEmpty)
            Table(
                $"Revenue by day (days without a session{(report.StatesOrders ? " or a return" : "")} are left out)",
                ReportTables.Days(figures.Days));
        if (!figures.Categories.IsEmpty)
            Table("Revenue by category", ReportTables.Categories(figures.Categories));
        if (!figures.Products.IsEmpty)
            Table("Top products by revenue", ReportTables.Products(figures.Products));
    }

    private void Table(string? title, FigureTable figures)
    {
        page.Line("");
        if (title is not null)
            page.Line(title);
        var table = new TextTable(figures.Columns);
        foreach (var row in figures.Rows)
            table.Add(row);
        page.Write(table);
    }
}
