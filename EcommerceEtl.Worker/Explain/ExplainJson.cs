using System.Text.Json.Nodes;
using EcommerceEtl.Data.Explain;

namespace EcommerceEtl.Worker.Explain;

/// <summary>Explanations as data for <c>--json</c>.</summary>
internal static class ExplainJson
{
    /// <summary>Most carts, and most rows of orders, that are listed of a day.</summary>
    public const int Most = 10_000;

    public static object Of(CartExplanation cart) => new
    {
        Store = cart.Store.Name,
        Cart = cart.Id,
        Place = SnakeCase.Of(cart.Place),
        cart.Store.Currency,
        Landed = new
        {
            Says = LandedWords.Of(cart).ToArray(),
            InNewest = cart.Landed.IsThere,
            cart.Landed.Holder?.RunId,
            SnapshotTime = cart.Landed.Holder?.TakenAt,
            Element = cart.Landed.Element is { } element ? JsonNode.Parse(element) : null,
        },
        cart.Quarantined,
        Row = cart.Cart is { } row ? RowOf(row, cart) : null,
        Rules = cart.Cart is null ? null : new
        {
            ChangedSinceRow = cart.RulesChanged,
            Hash = cart.Rules.Hash(),
            cart.Rules.AddToCartRate,
            cart.Rules.PurchaseRate,
            ViewOrigin = SnakeCase.Of(cart.Rules.Origins.View),
            CartOrigin = SnakeCase.Of(cart.Rules.Origins.Cart),
            PurchaseOrigin = SnakeCase.Of(cart.Rules.Origins.Purchase),
        },
        Lines = cart.Cart is null ? null : cart.Lines.Select(LineOf),
        cart.Order,
        Figures = cart.Cart is null ? null : cart.Parts.Select(part => (object)new { part.Day, Adds = FiguresOf(part.Adds) }),
        Sales = cart.Order is null ? null : cart.Sales.Select(SaleOf),
        Restatements = cart.Restatements.Select(RestatementText.ForJson),
    };

    public static object Of(DayExplanation day) => new
    {
        Store = day.Store.Name,
        day.Day,
        day.Store.TimeZone,
        day.Store.Currency,
        day.AddsUp,
        Figures = day.Stated.All.Select((figure, i) => new
        {
            Figure = figure.Name,
            figure.Value,
            AddsUpTo = day.Found.All[i].Value,
            day.Counts[i].Carts,
            day.Counts[i].Rows,
        }),
        Carts = new { Count = day.CartCount, Listed = day.Carts.Select(CartOf) },
        Sales = new { Count = day.SaleCount, Listed = day.Sales.Select(SaleOf) },
        Restatements = day.Restatements.Select(RestatementText.ForJson),
    };

    private static object RowOf(CartFacts row, CartExplanation cart) => new
    {
        row.CartId,
        row.SourceId,
        Customer = row.UserId,
        row.City,
        row.PlacedAt,
        row.Day,
        DayOf = cart.Order?.Day is null ? "cart" : "order",
        Viewed = cart.Store.Origins.View == StepOrigin.None ? (bool?)null : row.Viewed,
        row.Carted,
        row.Purchased,
        row.GrossValue,
        row.Units,
        row.Revenue,
        row.Run,
    };

    private static object LineOf(ExplainedLine line) => new
    {
        line.Facts.LineNo,
        line.Facts.ProductId,
        line.Facts.Title,
        line.Facts.Quantity,
        line.Facts.UnitPrice,
        Price = SnakeCase.Of(line.Price),
        InForceSince = line.Price == PriceOrigin.InForce ? line.Facts.InForceSince : null,
        line.Facts.ViewedAt,
        line.Facts.CartedAt,
        line.Facts.PurchasedAt,
        Draw = line.Draw is not { } draw ? null : new
        {
            Hash = DrawText.Hash(draw),
            ViewLeadSeconds = draw.Draw.ViewLead.TotalSeconds,
            AddToCart = new { Number = draw.CartNumber, Threshold = draw.CartThreshold, Passes = draw.Carted },
            Purchase = new { Number = draw.PurchaseNumber, Threshold = draw.PurchaseThreshold, Passes = draw.Purchased },
            PurchaseDelaySeconds = draw.Draw.PurchaseDelay.TotalSeconds,
            draw.Agrees,
        },
    };

    private static object CartOf(CartPart part) => new
    {
        Cart = part.Id,
        part.PlacedAt,
        Customer = part.UserId,
        part.City,
        part.OrderNumber,
        part.RunId,
        Adds = FiguresOf(part.Adds),
    };

    private static object SaleOf(SalePart sale) => new
    {
        Cart = sale.Id,
        sale.SaleNo,
        sale.OrderNumber,
        sale.Day,
        sale.At,
        sale.Action,
        sale.Cause,
        sale.Item,
        sale.LineNo,
        sale.ProductId,
        sale.Quantity,
        sale.Gross,
        sale.Discount,
        sale.Tax,
        sale.RunId,
        Adds = FiguresOf(sale.Adds),
    };

    /// <summary>The figures that are not 0, by name.</summary>
    private static Dictionary<string, decimal> FiguresOf(Figures figures) =>
        figures.All.Where(figure => figure.Value != 0).ToDictionary(figure => figure.Name, figure => figure.Value);
}
