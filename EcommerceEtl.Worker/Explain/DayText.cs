using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Explain;

/// <summary>The explanation of a day for people.</summary>
internal sealed class DayText(Page page, DayExplanation day)
{
    /// <summary>Most carts, and most rows, that are listed.</summary>
    public const int Most = 50;

    public void Write()
    {
        page.Line($"{day.Store.Name}, {Shown.Day(day.Day)} ({day.Store.TimeZone}), amounts in {day.Store.Currency}");
        page.Line();
        var figures = new TextTable(
            new("figure", ColumnForm.Word), new("value"), new("adds up to"), new("carts"), new("rows of orders"));
        foreach (var (i, (name, value)) in day.Stated.All.Index())
        {
            figures.Add([
                name, Shown.Figure(name, value), Shown.Figure(name, day.Found.All[i].Value), Shown.Number(day.Counts[i].Carts),
                Shown.Number(day.Counts[i].Rows)]);
        }
        page.Write(figures);
        page.Line(day.AddsUp
            ? "Every figure is what the carts and the rows of orders below add up to."
            : "Some figure is not what the carts and the rows of orders below add up to. That is a fault; `check --deep` shows all of it.");
        if (day.CartCount > 0)
            WriteCarts();
        if (day.SaleCount > 0)
            WriteSales();
        RestatementText.Write(page, day.Restatements, "this day");
    }

    private void WriteCarts()
    {
        page.Line();
        page.Line("Carts that count on this day (1: counts in that figure)");
        var table = new TextTable(
            new("cart", ColumnForm.Title), new("UTC", ColumnForm.Word, 5), new("customer", ColumnForm.Word, 7),
            new("city", ColumnForm.Title, 8), new("order", ColumnForm.Title, 6), new("viewed", Rank: 3), new("carted"), new("orders"),
            new("abandoned", Rank: 2), new("units", Rank: 1), new("gross"));
        foreach (var part in day.Carts)
        {
            table.Add([
                part.Id, part.PlacedAt.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture),
                part.UserId?.ToString(CultureInfo.InvariantCulture) ?? "", part.City ?? "",
                part.OrderNumber ?? "", Mark(part.Adds.Viewed), Mark(part.Adds.Carted), Mark(part.Adds.Orders),
                Mark(part.Adds.Abandoned), Shown.OrNothing(part.Adds.Units, Shown.Number),
                Shown.OrNothing(part.Adds.Gross, Shown.Amount)]);
        }
        page.Write(table);
        Rest(day.CartCount - day.Carts.Length, "cart");
        page.Line($"  `explain cart {day.Store.Name} ID` tells where one of them comes from.");
    }

    private void WriteSales()
    {
        page.Line();
        page.Line("Rows of orders that count on this day, with what each adds");
        var table = new TextTable(
            new("cart", ColumnForm.Title), new("row"), new("order", ColumnForm.Title, 6), new("action", ColumnForm.Word, 8),
            new("cause", ColumnForm.Word), new("item", ColumnForm.Word), new("units", Rank: 5), new("gross"), new("discounts", Rank: 4),
            new("returns", Rank: 1), new("shipping", Rank: 2), new("tax", Rank: 3), new("other", Rank: 7));
        foreach (var sale in day.Sales)
        {
            var adds = sale.Adds;
            table.Add([
                sale.Id, sale.SaleNo.ToString(CultureInfo.InvariantCulture), sale.OrderNumber ?? "", sale.Action, sale.Cause, sale.Item,
                Shown.OrNothing(adds.Units, Shown.Number),
                .. new[] { adds.Gross, adds.Discounts, adds.Returns, adds.Shipping, adds.Tax, adds.Other }
                    .Select(amount => Shown.OrNothing(amount, Shown.Amount))]);
        }
        page.Write(table);
        Rest(day.SaleCount - day.Sales.Length, "row");
    }

    private void Rest(long count, string noun)
    {
        if (count > 0)
            page.Line($"  and {Counted.Of(count, noun)} more; --json lists up to {ExplainJson.Most:N0}.");
    }

    private static string Mark(long value) => value == 0 ? "" : "1";
}
