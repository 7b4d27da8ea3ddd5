namespace EcommerceEtl.Worker.Report;

/// <summary>The report of the stores of one currency; amounts of two currencies are never added.</summary>
/// <param name="Range">Its days; null if the stores hold no cart and nobody named days.</param>
/// <param name="Figures">Its figures; null where <paramref name="Range"/> is.</param>
internal sealed record SalesReport(string Currency, ImmutableArray<ReportStore> Stores, ReportRange? Range, ReportFigures? Figures)
{
    /// <summary>True if one of the stores states orders, so that there is more to say of sales than their revenue.</summary>
    public bool StatesOrders => Stores.Any(store => store.StatesOrders);

    /// <summary>True if its conversion is a share of checkouts alone, so that it is called by another name.</summary>
    public bool CompletesCheckouts =>
        Stores.Select(store => store.ConversionOf).OfType<string>().Distinct().ToList() is [ReportStore.Checkouts];
}

/// <summary>The figures of a report.</summary>
/// <param name="Days">The days of the range that hold a session.</param>
/// <param name="PreviousDays">Those of the previous period, each under the day of the range that it stands beside.</param>
internal sealed record ReportFigures(
    PeriodFigures Current, PeriodFigures Previous, ImmutableArray<DayTotal> Days, ImmutableArray<DayTotal> PreviousDays,
    ImmutableArray<CategoryFigures> Categories, ImmutableArray<ProductFigures> Products)
{
    /// <summary>Bought lines whose product nobody has seen yet: they have no price and count in no revenue.</summary>
    public long Unpriced => Categories.Sum(category => category.Unpriced);
}

/// <summary>Key figures of one period; a rate is null where there is nothing it could be a share of.</summary>
/// <param name="Revenue">Net sales; of a store whose purchases are simulated the price x quantity of the bought lines.</param>
/// <param name="Orders">Sessions with a purchase.</param>
/// <param name="ConversionRate">Orders / sessions that made the first step that their store knows.</param>
/// <param name="AverageOrderValue">(Gross sales - discounts) / orders.</param>
/// <param name="CartAbandonment">Sessions with an add-to-cart and no purchase / sessions with an add-to-cart.</param>
/// <param name="ReturningCustomers">Buyers who had ordered before the period began / buyers; guests are none.</param>
/// <param name="Funnel">How far the sessions came, from the first step that all of the stores know.</param>
internal sealed record PeriodFigures(
    decimal Revenue, long Orders, decimal? ConversionRate, decimal? AverageOrderValue, decimal? CartAbandonment,
    decimal? ReturningCustomers, ImmutableArray<FunnelStep> Funnel, SalesFigures Sales);

/// <summary>A step of the funnel: of its sessions only those that made the steps before it.</summary>
/// <param name="OfFirst">Share of the sessions of the first step; null where there is none.</param>
/// <param name="Lost">Share of the sessions of the step before that did not come so far.</param>
internal sealed record FunnelStep(string Step, long Sessions, decimal? OfFirst, decimal? Lost)
{
    /// <summary>What the first step is called where it is known.</summary>
    public const string Viewed = "viewed";

    /// <summary>The steps that are known.</summary>
    public static ImmutableArray<FunnelStep> Of(long? viewed, long? added, long bought)
    {
        var known = new (string Step, long? Sessions)[] { (Viewed, viewed), ("added to cart", added), ("purchased", bought) }
            .Where(step => step.Sessions is not null).Select(step => (step.Step, Sessions: step.Sessions!.Value)).ToList();
        return [.. known.Select((step, i) => new FunnelStep(
            step.Step, step.Sessions, Share(step.Sessions, known[0].Sessions),
            i == 0 ? null : 1 - Share(step.Sessions, known[i - 1].Sessions)))];

        static decimal? Share(long part, long whole) => whole == 0 ? null : (decimal)part / whole;
    }
}

/// <summary>What was sold and what came back in one period, in the stores' currency, each row on its own day (docs/metrics.md).</summary>
/// <param name="Gross">Price x quantity of products and fees sold, before discounts, without tax.</param>
/// <param name="Discounts">What was taken off gross sales; positive.</param>
/// <param name="Returns">What came back of products, fees, and adjustments, less its discounts; positive.</param>
/// <param name="Shipping">Charged less paid back, without tax.</param>
/// <param name="Tax">Of all rows, sold less returned.</param>
/// <param name="Other">Tips, duties and gift cards, sold less returned.</param>
internal sealed record SalesFigures(
    decimal Gross, decimal Discounts, decimal Returns, decimal Shipping, decimal Tax, decimal Other)
{
    public decimal Net => Gross - Discounts - Returns;

    public decimal Total => Net + Shipping + Tax + Other;
}

/// <summary>A day that holds a session.</summary>
internal sealed record DayTotal(DateOnly Day, long Sessions, long Orders, decimal Revenue);

/// <summary>What was bought of a category: lines, units, money, and lines without a price.</summary>
internal sealed record CategoryFigures(string Category, long Purchases, decimal Units, decimal Revenue, long Unpriced);

/// <summary>A product: lines in which it was looked at, added, bought, and what that came to.</summary>
/// <param name="Views">Null where its store knows no views.</param>
internal sealed record ProductFigures(
    string Title, string Category, long? Views, long Carts, long Purchases, decimal? ViewToPurchase, decimal Units, decimal Revenue);

/// <summary>The days a report is about, both ends included, in each store's own time zone.</summary>
internal sealed record ReportRange(DateOnly From, DateOnly To)
{
    /// <summary>Number of days if none were chosen.</summary>
    public const int StandardDays = 30;

    /// <summary>Such as <c>2026-03-01 to 2026-03-30</c>.</summary>
    public override string ToString() => $"{ReportDay.Text(From)} to {ReportDay.Text(To)}";

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>The period of the same length just before.</summary>
    public ReportRange Previous => new(From.AddDays(-Days), From.AddDays(-1));

    /// <summary>The days asked for; what was left open follows from the last day that holds a cart. Null if nothing says which
    /// days.</summary>
    public static ReportRange? Of(DateOnly? from, DateOnly? to, DateOnly? lastDay)
    {
        var end = to ?? (from > lastDay || lastDay is null ? from : lastDay);
        return end is null ? null : new ReportRange(from ?? end.Value.AddDays(1 - StandardDays), end.Value);
    }
}
