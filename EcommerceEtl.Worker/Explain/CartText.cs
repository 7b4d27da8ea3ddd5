using EcommerceEtl.Data.Explain;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Explain;

/// <summary>The explanation of a cart for people.</summary>
internal sealed class CartText(Page page, CartExplanation cart)
{
    public void Write()
    {
        page.Line($"{cart.Store.Name}, cart {cart.Id}: {Headline()}");
        page.Line();
        page.Line("Landed");
        foreach (var line in LandedWords.Of(cart))
            page.Line($"  {line}");
        if (cart.Landed.Element is { } element)
            page.Line($"  {element}", hanging: 2);
        if (cart.Quarantined is { } rejected)
            WriteQuarantine(rejected);
        if (cart.Cart is { } row)
        {
            WriteRow(row);
            WriteLines();
            if (cart.Order is { } order)
                new OrderText(page, cart, order).Write();
            WriteFigures();
        }
        RestatementText.Write(page, cart.Restatements, cart.Sales.IsEmpty ? "its day" : "its days");
    }

    private string Headline() => cart.Place switch
    {
        CartPlace.Warehouse => $"counts on {Shown.Day(cart.Cart!.Day)}",
        CartPlace.Quarantine => "in quarantine, counts in no figure",
        CartPlace.Landing => "landed, but in no table: counts in no figure",
        _ => "gone from the shop, counts in no figure",
    };

    private void WriteQuarantine(QuarantineFacts rejected)
    {
        page.Line();
        page.Line("Quarantine");
        page.Line($"  What the shop sends now is rejected: {rejected.Reason} at {rejected.Path}. It is {rejected.Status}, first seen "
            + $"{Shown.Time(rejected.FirstSeenAt)}, last seen {Shown.Time(rejected.LastSeenAt)}, written by run {rejected.RunId}.");
        page.Line(cart.Cart is null
            ? "  No version of it was ever good, so it has no row. `quarantine list` shows what was sent."
            : "  Its last good version counts on, as below. `quarantine list` shows what was sent.");
    }

    private void WriteRow(CartFacts row)
    {
        page.Line();
        page.Line($"Row: written by {RunText(row.Run)}");
        page.Line($"  Its own time is {Shown.Time(row.PlacedAt)}. It counts on {Shown.Day(row.Day)}, {DayReason()}.");
        var buyer = row.UserId is { } user ? $"Customer {user}" : "A guest";
        page.Line($"  {buyer}, {row.City ?? "city not known"}; {Counted.Of(row.Lines, "line")} worth {Money(row.GrossValue)}.");
        var viewed = cart.Store.Origins.View == StepOrigin.None ? "not known" : YesNo(row.Viewed);
        page.Line($"  Viewed: {viewed}; added to the cart: {YesNo(row.Carted)}; an order: {YesNo(row.Purchased)}, "
            + $"{Shown.Number(row.Units)} units, revenue {Money(row.Revenue)}.");
    }

    private string DayReason() => cart.Order?.Day is not null
        ? $"the day in {cart.Store.TimeZone} on which its order was placed" : $"the day of that time in {cart.Store.TimeZone}";

    private void WriteLines()
    {
        page.Line();
        if (cart.Lines.IsEmpty)
        {
            page.Line("It has no lines.");
            return;
        }
        page.Line("Lines");
        var table = new TextTable(
            new("line"), new("product", ColumnForm.Title), new("quantity"), new("price"), new("carted", ColumnForm.Word),
            new("bought", ColumnForm.Word));
        foreach (var line in cart.Lines)
        {
            var facts = line.Facts;
            table.Add(
                [
                    facts.LineNo.ToString(CultureInfo.InvariantCulture), Product(facts), Shown.Number(facts.Quantity),
                    facts.UnitPrice is { } price ? Shown.Amount(price) : "-", Step(facts.CartedAt), Step(facts.PurchasedAt),
                ],
                PriceText(line) + (facts.ViewedAt is { } viewed ? $" Viewed {Shown.Time(viewed)}." : "")
                    + (line.Draw is { } draw ? $" {DrawText.Of(draw)}" : ""));
        }
        page.Write(table);
        WriteOrigins();
    }

    private void WriteOrigins()
    {
        var (view, add, purchase) = (cart.Store.Origins.View, cart.Store.Origins.Cart, cart.Store.Origins.Purchase);
        page.Line(
            $"  Origin of the steps: view {SnakeCase.Of(view)}, add to cart {SnakeCase.Of(add)}, purchase {SnakeCase.Of(purchase)}.");
        if (cart.Lines.All(line => line.Draw is null))
            return;
        page.Line($"  Drawn at the rates in force now: {Shown.Rate(cart.Rules.AddToCartRate)} added, "
            + $"{Shown.Rate(cart.Rules.PurchaseRate)} of them bought. {RulesText()}");
    }

    private string RulesText() => cart.RulesChanged switch
    {
        null => "The ledger does not say by which rules the row was written.",
        false => "They are the rules by which the row was written.",
        true when cart.Lines.Any(line => line.Draw is { Agrees: false }) =>
            $"They are other rules than run {cart.Cart!.Run.RunId} wrote the row by (the rules hash differs): where a draw does not give "
                + "what the row says, the next run changes it.",
        true => $"They are other rules than run {cart.Cart!.Run.RunId} wrote the row by (the rules hash differs), but they give what the "
            + "row says.",
    };

    private void WriteFigures()
    {
        page.Line();
        page.Line("What it adds to the figures of its days");
        var parts = cart.Parts.Select(part => (part.Day, What: "the cart", part.Adds))
            .Concat(cart.Sales.Select(sale => (sale.Day, What: $"row {sale.SaleNo}", sale.Adds))).OrderBy(part => part.Day);
        var table = new TextTable(new("day", ColumnForm.Word), new("by", ColumnForm.Word), new("adds", ColumnForm.Text));
        foreach (var (day, what, adds) in parts)
            table.Add([Shown.Day(day), what, AddsText(adds)]);
        page.Write(table);
    }

    /// <summary>The figures that are not 0, such as <c>sessions 1, net 20.00</c>.</summary>
    private static string AddsText(Figures adds)
    {
        var changed = adds.All.Where(figure => figure.Value != 0)
            .Select(figure => $"{figure.Name} {Shown.Figure(figure.Name, figure.Value)}");
        return string.Join(", ", changed.DefaultIfEmpty("nothing"));
    }

    private static string PriceText(ExplainedLine line) => line.Price switch
    {
        PriceOrigin.Unknown => "No price: its product was never listed, so the line counts in no revenue.",
        PriceOrigin.Stated => "Price: stated on the line.",
        _ when line.Facts.InForceSince is { } since => $"Price: in force since {Shown.Time(since)}.",
        _ => "Price: in force since the product was first seen.",
    };

    private string Money(decimal amount) => $"{Shown.Amount(amount)} {cart.Store.Currency}";

    private static string Product(LineFacts line) =>
        line.ProductId is not { } key ? "-"
        : $"{line.ProductText ?? key.ToString(CultureInfo.InvariantCulture)} {line.Title ?? "(never listed)"}";

    private static string Step(DateTime? at) => at is { } time ? time.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string RunText(RunFacts run) =>
        $"run {run.RunId}{(run.Trigger is { } trigger ? $" ({trigger}" : " (")}{(run.StartedAt is { } at ? $", {Shown.Time(at)})" : ")")}";
}
