using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Web;

/// <summary>A link to other figures.</summary>
/// <param name="IsCurrent">True for the figures that are shown.</param>
public sealed record LinkView(string Text, string Address, bool IsCurrent);

/// <summary>The form in which days and store are chosen, and links to what is often asked for.</summary>
/// <param name="From">First day, in the form that a browser's date field takes; empty where there is none.</param>
/// <param name="To">Last day.</param>
/// <param name="Store">The chosen store; null for all of the currency.</param>
/// <param name="Currency">The currency that is shown; null if there is no store.</param>
/// <param name="Stores">The stores of that currency.</param>
/// <param name="Currencies">Links to the currencies; none if there are not several.</param>
/// <param name="Ranges">Links to ranges of days that end with the last day that holds a cart.</param>
public sealed record ChoiceView(
    string From, string To, string? Store, string? Currency, ImmutableArray<string> Stores, ImmutableArray<LinkView> Currencies,
    ImmutableArray<LinkView> Ranges)
{
    private static readonly int[] Lengths = [7, 30, 90, 365];

    internal static ChoiceView Of(ReportRequest asked, PageFigures found)
    {
        if (found.Report is not { } report)
            return new("", "", null, null, [], [], []);
        var currencies = found.Stores.Select(store => store.Currency).Distinct().Order(StringComparer.Ordinal).ToList();
        return new ChoiceView(
            Text(report.Range?.From), Text(report.Range?.To), asked.Store, report.Currency,
            [.. found.Stores.Where(store => store.Currency == report.Currency).Select(store => store.Store)],
            currencies.Count < 2 ? [] : [.. currencies.Select(currency => new LinkView(
                currency, Address(asked with { Store = null, Currency = currency }), currency == report.Currency))],
            [.. RangeLinks(asked with { Currency = currencies.Count < 2 ? null : report.Currency }, report)]);
    }

    private static IEnumerable<LinkView> RangeLinks(ReportRequest asked, SalesReport report)
    {
        if (report.Stores.Max(store => store.LastDay) is not { } last || report.Stores.Min(store => store.FirstDay) is not { } first)
            yield break;
        foreach (var length in Lengths)
            yield return Link($"{length} days", new ReportRange(last.AddDays(1 - length), last));
        yield return Link("All days", new ReportRange(first, last));

        LinkView Link(string text, ReportRange range) =>
            new(text, Address(asked with { From = range.From, To = range.To }), range == report.Range);
    }

    /// <summary>Relative, so that a proxy may put a path before it.</summary>
    private static string Address(ReportRequest asked) => "./" + PageQuery.Write(asked);

    private static string Text(DateOnly? day) => day is { } known ? ReportDay.Text(known) : "";
}
