namespace EcommerceEtl.Worker.Report;

/// <summary>A report as JSON: amounts are exact, rates and comparisons shares of 1, rounded to six decimals.</summary>
internal static class ReportJson
{
    public static object Of(SalesReport report) => new
    {
        report.Currency,
        report.Stores,
        report.Range?.From,
        report.Range?.To,
        report.Range?.Days,
        PreviousFrom = report.Range?.Previous.From,
        PreviousTo = report.Range?.Previous.To,
        Kpis = report.Figures is { } figures ? Kpis(figures.Current, figures.Previous) : null,
        Sales = report is { StatesOrders: true, Figures: { } sold }
            ? KeyFigure.OfSales(sold).ToDictionary(
                figure => figure.Name.ToLowerInvariant().Replace(' ', '_'), figure => Figure(figure.Now, figure.Before))
            : null,
        Funnel = report.Figures?.Current.Funnel.Select(step => new
        {
            step.Step,
            step.Sessions,
            OfFirstStep = Rounded(step.OfFirst),
            OfViewed = report.Figures.Current.Funnel[0].Step == FunnelStep.Viewed ? Rounded(step.OfFirst) : null,
            Lost = Rounded(step.Lost),
        }),
        RevenueByDay = report.Figures?.Days,
        RevenueByCategory = report.Figures?.Categories,
        TopProducts = report.Figures?.Products.Select(product => product with { ViewToPurchase = Rounded(product.ViewToPurchase) }),
        UnpricedLines = report.Figures?.Unpriced,
    };

    /// <summary>How far a figure is from that of the previous period, as a share of it; null where there was nothing, or less: more came
    /// back than was sold, and a share of that would turn rise into fall.</summary>
    public static decimal? VsPrevious(decimal? now, decimal? before) => before > 0 ? now / before - 1 : null;

    private static object Kpis(PeriodFigures now, PeriodFigures before)
    {
        return new
        {
            TotalRevenue = Figure(now.Revenue, before.Revenue),
            TotalOrders = Figure(now.Orders, before.Orders),
            ConversionRate = Figure(now.ConversionRate, before.ConversionRate),
            AverageOrderValue = Figure(now.AverageOrderValue, before.AverageOrderValue),
            CartAbandonment = Figure(now.CartAbandonment, before.CartAbandonment),
            ReturningCustomers = Figure(now.ReturningCustomers, before.ReturningCustomers),
        };
    }

    private static object Figure(decimal? now, decimal? before) =>
        new { Value = Rounded(now), Previous = Rounded(before), VsPrevious = Rounded(VsPrevious(now, before)) };

    /// <summary>Six decimals without trailing zeros.</summary>
    private static decimal? Rounded(decimal? value) =>
        value is { } known ? Math.Round(known, 6, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m : null;
}
