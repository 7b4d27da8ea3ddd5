using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Report;

/// <summary>A report in words and tables.</summary>
internal sealed class ReportText(Page page)
{
    private const int BarWidth = 20;

    public void Write(SalesReport report)
    {
        var stores = string.Join(", ", report.Stores.Select(store => $"{store.Store} ({store.TimeZone})"));
        if (report is not { Range: { } range, Figures: { } figures })
        {
            page.Line($"{report.Currency}, {stores}: no carts yet.");
            return;
        }
        page.Line(
            $"{report.Currency}, {stores}: {Day(range.From)} to {Day(range.To)}, {Counted.Of(range.Days, "day")}; "
            + $"previous: {Day(range.Previous.From)} to {Day(range.Previous.To)}");
        WriteOrigins(report.Stores);
        if (figures.Days.IsEmpty)
            page.Line($"No sessions on these days. Carts: {Coverage(report.Stores)}.");
        if (figures.Unpriced > 0)
            page.Line($"Lines bought whose product is not known yet: {figures.Unpriced}. They have no price and count in no revenue.");
        Table(null, Kpis(figures));
        Table("Funnel (sessions)", Funnel(figures.Current));
        if (!figures.Days.IsEmpty)
            Table("Revenue by day (days without a session are left out)", Days(figures));
        if (!figures.Categories.IsEmpty)
            Table("Revenue by category", Categories(figures));
        if (!figures.Products.IsEmpty)
            Table("Top products by revenue", Products(figures));
    }

    private void WriteOrigins(ImmutableArray<ReportStore> stores)
    {
        foreach (var group in stores.GroupBy(store => (store.ViewOrigin, store.CartOrigin, store.PurchaseOrigin)))
        {
            var whose = group.Count() == stores.Length ? "" : $" of {string.Join(", ", group.Select(store => store.Store))}";
            var (view, cart, purchase) = group.Key;
            page.Line($"Origin of the steps{whose}: view {view}, add to cart {cart}, purchase {purchase}.");
        }
        foreach (var store in stores.Where(store => !store.Missing.IsEmpty))
            page.Line($"Missing of the figures of {store.Store}: {DataGap.Explain(store.Missing)}.");
        if (stores.Any(store => store.IsSimulated))
            page.Line(
                "Simulated steps are drawn at a rate, since the shop does not tell them; every figure that counts them rests on that.");
    }

    private static string Coverage(ImmutableArray<ReportStore> stores) => string.Join(
        ", ",
        stores.Select(store => store is { FirstDay: { } first, LastDay: { } last } ? $"{store.Store} {Day(first)} to {Day(last)}"
            : $"{store.Store} none"));

    private static TextTable Kpis(ReportFigures figures)
    {
        var (now, before) = (figures.Current, figures.Previous);
        return Filled(
            [new("key figure", ColumnForm.Word), new("these days"), new("previous"), new("change", Rank: 1)],
            [
                Row("Total Revenue", now.Revenue, before.Revenue, Amount),
                Row("Total Orders", now.Orders, before.Orders, Count),
                Row("Conversion Rate", now.ConversionRate, before.ConversionRate, Percent),
                Row("Average Order Value", now.AverageOrderValue, before.AverageOrderValue, Amount),
                Row("Cart Abandonment", now.CartAbandonment, before.CartAbandonment, Percent),
                Row("Repeat Buyers", now.RepeatBuyers, before.RepeatBuyers, Percent),
            ]);

        static ImmutableArray<string> Row(string name, decimal? now, decimal? before, Func<decimal?, string> show) =>
            [name, show(now), show(before), ReportJson.VsPrevious(now, before) is { } change ? Change(change) : "-"];
    }

    private static TextTable Funnel(PeriodFigures period) => Filled(
        [
            new("step", ColumnForm.Word), new("sessions"), new("of viewed"), new("", ColumnForm.Word, 2), new("lost on the way", Rank: 1),
        ],
        ReportJson.Funnel(period).Select(step => ImmutableArray.Create(
            step.Step, Count(step.Sessions), Percent(step.OfViewed), Bar(step.OfViewed), step.Step == "viewed" ? "" : Percent(step.Lost))));

    private static string Bar(decimal? share) => new('#', (int)Math.Round((share ?? 0) * BarWidth, MidpointRounding.AwayFromZero));

    private static TextTable Days(ReportFigures figures) => Filled(
        [new("day", ColumnForm.Word), new("sessions", Rank: 1), new("orders"), new("revenue")],
        figures.Days.Select(day => ImmutableArray.Create(Day(day.Day), Count(day.Sessions), Count(day.Orders), Amount(day.Revenue))));

    private static TextTable Categories(ReportFigures figures) => Filled(
        [new("category", ColumnForm.Title), new("lines bought", Rank: 2), new("units", Rank: 1), new("revenue")],
        figures.Categories.Select(category => ImmutableArray.Create(
            category.Category, Count(category.Purchases), Units(category.Units), Amount(category.Revenue))));

    private static TextTable Products(ReportFigures figures) => Filled(
        [
            new("product", ColumnForm.Title), new("category", ColumnForm.Title, 4), new("views", Rank: 2), new("carts", Rank: 5),
            new("purchases"), new("view to purchase", Rank: 3), new("units", Rank: 1), new("revenue"),
        ],
        figures.Products.Select(product => ImmutableArray.Create(
            product.Title, product.Category, Count(product.Views), Count(product.Carts), Count(product.Purchases),
            Percent(product.ViewToPurchase), Units(product.Units), Amount(product.Revenue))));

    private static TextTable Filled(ImmutableArray<TextColumn> columns, IEnumerable<ImmutableArray<string>> rows)
    {
        var table = new TextTable(columns);
        foreach (var row in rows)
            table.Add(row);
        return table;
    }

    private void Table(string? title, TextTable table)
    {
        page.Line("");
        if (title is not null)
            page.Line(title);
        page.Write(table);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(decimal? amount) => amount?.ToString("N2", CultureInfo.InvariantCulture) ?? "-";

    private static string Count(decimal? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    private static string Units(decimal units) => units.ToString("#,0.###", CultureInfo.InvariantCulture);

    private static string Change(decimal share)
    {
        var rounded = Math.Round(share, 3, MidpointRounding.AwayFromZero);
        return rounded == 0 ? "0.0 %" : (rounded > 0 ? "+" : "") + Percent(rounded);
    }

    private static string Percent(decimal? share) =>
        share is { } known ? (known * 100).ToString("#,0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
