using EcommerceEtl.Data.Explain;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Explain;

/// <summary>The order of a cart, and its rows, for people.</summary>
internal sealed class OrderText(Page page, CartExplanation cart, OrderFacts order)
{
    public void Write()
    {
        page.Line();
        page.Line($"Order {order.Number ?? "without a number"}: {order.State}; the shop says \"{order.ShopStatus}\"");
        page.Line(order.PlacedAt is { } at ? $"  Placed {Shown.Time(at)}, counts on {Shown.Day(order.Day!.Value)}."
            : "  It is no sale, so it has no day and no rows.");
        if (order.CancelledAt is { } cancelled)
            page.Line($"  Cancelled {Shown.Time(cancelled)}.");
        page.Line($"  {Total()} The shop last changed it {Shown.Time(order.UpdatedAt)}.");
        if (cart.Sales.IsEmpty)
            return;
        page.Line();
        page.Line("Rows of its order");
        var table = new TextTable(
            new("row"), new("day", ColumnForm.Word), new("action", ColumnForm.Word, 4), new("cause", ColumnForm.Word),
            new("item", ColumnForm.Word), new("line", Rank: 3), new("units", Rank: 2), new("gross"), new("discount"), new("tax", Rank: 1));
        foreach (var sale in cart.Sales)
        {
            table.Add([
                sale.SaleNo.ToString(CultureInfo.InvariantCulture), Shown.Day(sale.Day), sale.Action, sale.Cause, sale.Item,
                sale.LineNo?.ToString(CultureInfo.InvariantCulture) ?? "-", Shown.Number(sale.Quantity), Shown.Amount(sale.Gross),
                Shown.OrNothing(sale.Discount, Shown.Amount), Shown.OrNothing(sale.Tax, Shown.Amount)]);
        }
        page.Write(table);
    }

    private string Total()
    {
        var rows = Shown.Amount(cart.Sales.Sum(sale => sale.Gross - sale.Discount + sale.Tax));
        return order.StatedTotal is { } stated
            ? $"The shop states a total of {Shown.Amount(stated)} {cart.Store.Currency}, the rows add up to {rows}: a difference of "
                + $"{Shown.Amount(order.Difference)}."
            : $"The shop states no total; the rows add up to {rows} {cart.Store.Currency}.";
    }
}
