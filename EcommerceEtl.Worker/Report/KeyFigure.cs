namespace EcommerceEtl.Worker.Report;

/// <summary>How a key figure is written.</summary>
internal enum FigureForm
{
    /// <summary>Money.</summary>
    Amount,

    /// <summary>A number of things.</summary>
    Count,

    /// <summary>A share of 1.</summary>
    Rate,
}

/// <summary>A key figure of a period beside that of the period before; null where there is nothing it could be worked out from.</summary>
/// <param name="LessIsBetter">True if the shop's owner wishes it to fall.</param>
internal sealed record KeyFigure(string Name, decimal? Now, decimal? Before, FigureForm Form, bool LessIsBetter = false)
{
    /// <summary>The key figures in the order of the boards.</summary>
    public static ImmutableArray<KeyFigure> Of(SalesReport report, ReportFigures figures)
    {
        var (now, before) = (figures.Current, figures.Previous);
        return
        [
            new("Total Revenue", now.Revenue, before.Revenue, FigureForm.Amount),
            new("Total Orders", now.Orders, before.Orders, FigureForm.Count),
            new(
                report.CompletesCheckouts ? "Checkout completion" : "Conversion Rate", now.ConversionRate, before.ConversionRate,
                FigureForm.Rate),
            new("Average Order Value", now.AverageOrderValue, before.AverageOrderValue, FigureForm.Amount),
            new("Cart Abandonment", now.CartAbandonment, before.CartAbandonment, FigureForm.Rate, LessIsBetter: true),
            new("Returning Customers", now.ReturningCustomers, before.ReturningCustomers, FigureForm.Rate),
        ];
    }

    /// <summary>What sales came to, from gross sales to total sales (docs/metrics.md).</summary>
    public static ImmutableArray<KeyFigure> OfSales(ReportFigures figures)
    {
        var (now, before) = (figures.Current.Sales, figures.Previous.Sales);
        return
        [
            new("Gross sales", now.Gross, before.Gross, FigureForm.Amount),
            new("Discounts", now.Discounts, before.Discounts, FigureForm.Amount),
            new("Returns", now.Returns, before.Returns, FigureForm.Amount),
            new("Net sales", now.Net, before.Net, FigureForm.Amount),
            new("Shipping", now.Shipping, before.Shipping, FigureForm.Amount),
            new("Tax", now.Tax, before.Tax, FigureForm.Amount),
            new("Other", now.Other, before.Other, FigureForm.Amount),
            new("Total sales", now.Total, before.Total, FigureForm.Amount),
        ];
    }

    /// <summary>How far it is from that of the period before: of a rate the difference of the two shares, else a share of it. Null where
    /// there is nothing to compare.</summary>
    public decimal? Change => Form == FigureForm.Rate ? Now - Before : ReportJson.VsPrevious(Now, Before);

    /// <summary>The change as people read it: of a rate in percentage points, else in per cent.</summary>
    public string? ChangeText => Change is not { } change ? null : Form == FigureForm.Rate ? FigureText.Points(change)
        : FigureText.Change(change);

    /// <summary>One of its values as people read it.</summary>
    public string Text(decimal? value) => Form switch
    {
        FigureForm.Amount => FigureText.Amount(value),
        FigureForm.Count => FigureText.Count(value),
        _ => FigureText.Percent(value),
    };
}
