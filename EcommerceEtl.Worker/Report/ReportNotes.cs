namespace EcommerceEtl.Worker.Report;

/// <summary>What has to be known of a report's figures to read them rightly, a sentence or two each.</summary>
internal static class ReportNotes
{
    /// <summary>What they rest on.</summary>
    public static IEnumerable<string> Origins(ImmutableArray<ReportStore> stores)
    {
        foreach (var group in stores.GroupBy(store => (store.ViewOrigin, store.CartOrigin, store.PurchaseOrigin, store.ConversionOf)))
        {
            var whose = group.Count() == stores.Length ? "" : $" of {string.Join(", ", group.Select(store => store.Store))}";
            var (view, cart, purchase, of) = group.Key;
            yield return $"Origin of the steps{whose}: view {view}, add to cart {cart}, purchase {purchase}."
                + (of switch
                {
                    null => " Of carts that are no orders nothing is known: neither conversion nor abandonment.",
                    ReportStore.Checkouts =>
                        " Of carts that are no orders only checkouts are known: conversion is the share of checkouts that were completed.",
                    _ => "",
                });
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
        foreach (var store in stores)
            if (store.WholeSince is { } since)
                yield return $"The history of {store.Store} is still being read: days before {ReportDay.Text(since)} are not there yet.";
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
