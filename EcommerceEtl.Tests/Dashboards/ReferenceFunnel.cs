namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The sessions that a choice selects, by the definitions of the documents: whole days of each store's own, and as many days
/// before.</summary>
internal sealed class ReferenceFunnel
{
    private readonly BoardChoice _choice;
    private readonly ReferenceSession[] _all;

    /// <param name="sessions">Those of all shops.</param>
    /// <param name="choice">What is chosen of them.</param>
    public ReferenceFunnel(ReferenceSession[] sessions, BoardChoice choice)
    {
        (_choice, _all) = (choice, sessions);
        Shops = [.. sessions.Select(session => session.Shop).Distinct()
            .Where(shop => shop.Currency == choice.Currency && Chosen(choice.Stores, shop.Name))];
        Current = [.. Shops.SelectMany(shop => Between(shop, FirstDay(shop), LastDay(shop)))];
        Previous = [.. Shops.SelectMany(shop => Between(shop, FirstDay(shop).AddDays(-Days(shop)), FirstDay(shop).AddDays(-1)))];
        UntilEnd = [.. Shops.SelectMany(shop => Between(shop, DateOnly.MinValue, LastDay(shop)))];
    }

    public DrawnShop[] Shops { get; }

    public ReferenceSession[] Current { get; }

    public ReferenceSession[] Previous { get; }

    /// <summary>From the first session of all to the end of the range.</summary>
    public ReferenceSession[] UntilEnd { get; }

    /// <summary>All that a shop has, whatever is chosen.</summary>
    public IEnumerable<ReferenceSession> OfShop(DrawnShop shop) => _all.Where(session => session.Shop == shop);

    public DateOnly FirstDay(DrawnShop shop) => ReferenceSession.LocalDay(shop, _choice.From);

    public DateOnly LastDay(DrawnShop shop) => ReferenceSession.LocalDay(shop, _choice.To);

    /// <summary>How many days the range touches in a shop's zone.</summary>
    public int Days(DrawnShop shop) => LastDay(shop).DayNumber - FirstDay(shop).DayNumber + 1;

    private IEnumerable<ReferenceSession> Between(DrawnShop shop, DateOnly first, DateOnly last) => OfShop(shop)
        .Where(session => session.Day >= first && session.Day <= last && Chosen(_choice.Cities, session.City))
        .Select(session => session with { Lines = [.. session.Lines.Where(line => Chosen(_choice.Categories, line.Category))] })
        .Where(session => _choice.Categories is null || session.Lines.Length > 0);

    private static bool Chosen(string[]? values, string value) => values is null || values.Contains(value);
}
