namespace EcommerceEtl.Worker.Report;

/// <summary>What has to be known of a report's figures to read them rightly, a sentence or two each.</summary>
internal static class ReportNotes
{
    /// <summary>What they rest on.</summary>
    public static IEnumerable<string> Origins(ImmutableArray<ReportStore> stores)
    {
        foreach (var group in stores.GroupBy(store => (store.ViewOrigin, store.CartOrigin, store.PurchaseOrigin)))
        {
            var whose = group.Count() == stores.Length ? "" : $" of {string.Join(", ", group.Select(store => store.Store))}";
            var (view, cart, purchase) = group.Key;
            yield return $"Origin of the steps{whose}: view {view}, add to cart {cart}, purchase {purchase}.";
        }
        foreach (var store in stores.Where(store => !store.Missing.IsEmpty))
            yield return $"Missing of the figures of {store.Store}: {DataGap.Explain(store.Missing)}.";
        if (stores.Any(store => store.IsSimulated))
            yield return "Simulated steps are drawn at a rate, since the shop does not tell them; every figure that counts them rests on "
                + "that.";
    }

    /// <summary>What is missing in these days.</summary>
    public static IEnumerable<string> Gaps(ImmutableArray<ReportStore> stores, ReportFigures figures)
    {
        if (figures.Days.IsEmpty)
            yield return $"No sessions on these days. Carts: {Coverage(stores)}.";
        if (figures.Unpriced > 0)
            yield return $"Lines bought whose product is not known yet: {figures.Unpriced}. They have no price and count in no revenue.";
    }

    private static string Coverage(ImmutableArray<ReportStore> stores) => string.Join(
        ", ",
        stores.Select(store => store is { FirstDay: { } first, LastDay: { } last }
            ? $"{store.Store} {ReportDay.Text(first)} to {ReportDay.Text(last)}" : $"{store.Store} none"));
}
