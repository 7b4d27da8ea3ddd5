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
        CurrentSales = [.. Shops.SelectMany(shop => SalesBetween(shop, FirstDay(shop), LastDay(shop)))];
        PreviousSales = [.. Shops.SelectMany(shop => SalesBetween(shop, FirstDay(shop).AddDays(-Days(shop)), FirstDay(shop).AddDays(-1)))];
        UntilEnd = [.. Shops.SelectMany(shop => Between(shop, DateOnly.MinValue, LastDay(shop)))];
    }

    public IReferenceShop[] Shops { get; }

    public ReferenceSession[] Current { get; }

    public ReferenceSession[] Previous { get; }

    /// <summary>The money of the range's days, whenever its order was.</summary>
    public ReferenceSale[] CurrentSales { get; }

    public ReferenceSale[] PreviousSales { get; }

    /// <summary>From the first session of all to the end of the range.</summary>
    public ReferenceSession[] UntilEnd { get; }

    /// <summary>The first days of the range's days, weeks or months: days up to 92, weeks from Monday up to two years, else
    /// months.</summary>
    public IEnumerable<DateOnly> Buckets =>
        Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays).Select(Bucket).Distinct();

    private DateOnly First => Shops.Min(FirstDay);

    private DateOnly Last => Shops.Max(LastDay);

    /// <summary>The bucket of a day, which begins no earlier than the range.</summary>
    public DateOnly Bucket(DateOnly day)
    {
        var begin = (Last.DayNumber - First.DayNumber + 1) switch
        {
            <= 92 => day,
            <= 731 => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            _ => new DateOnly(day.Year, day.Month, 1),
        };
        return begin < First ? First : begin;
    }

    /// <summary>The day of a customer's first order of all, whatever is chosen.</summary>
    public DateOnly FirstOrder(IReferenceShop shop, long? user) =>
        OfShop(shop).Where(session => session.User == user && session.Bought).Min(session => session.Day);

    /// <summary>All that a shop has, whatever is chosen.</summary>
    public IEnumerable<ReferenceSession> OfShop(IReferenceShop shop) => _all.Where(session => session.Shop == shop);

    public DateOnly FirstDay(IReferenceShop shop) => Days(shop, _choice).First;

    public DateOnly LastDay(IReferenceShop shop) => Days(shop, _choice).Last;

    /// <summary>The days whose noon lies in the range, in a shop's zone; the day of its end if none does.</summary>
    public static (DateOnly First, DateOnly Last) Days(IReferenceShop shop, BoardChoice choice)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(shop.Zone);
        var end = ReferenceSession.LocalDay(shop, choice.To);
        List<DateOnly> days = [];
        for (var day = ReferenceSession.LocalDay(shop, choice.From); day <= end; day = day.AddDays(1))
        {
            var noon = TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(12, 0)), zone);
            if (noon >= choice.From && noon <= choice.To)
                days.Add(day);
        }
        return days.Count == 0 ? (end, end) : (days[0], days[^1]);
    }

    /// <summary>How many days the range has in a shop's zone.</summary>
    public int Days(IReferenceShop shop) => LastDay(shop).DayNumber - FirstDay(shop).DayNumber + 1;

    private IEnumerable<ReferenceSession> Between(IReferenceShop shop, DateOnly first, DateOnly last) => OfShop(shop)
        .Where(session => session.Day >= first && session.Day <= last && Chosen(_choice.Cities, session.City))
        .Select(session => session with { Lines = [.. session.Lines.Where(line => Chosen(_choice.Categories, line.Category))] })
        .Where(session => _choice.Categories is null || session.Lines.Length > 0);

    /// <summary>Shipping and adjustments are of no category.</summary>
    private IEnumerable<ReferenceSale> SalesBetween(IReferenceShop shop, DateOnly first, DateOnly last) => OfShop(shop)
        .SelectMany(session => session.Sales)
        .Where(sale => sale.Day >= first && sale.Day <= last && Chosen(_choice.Cities, sale.City)
            && (_choice.Categories is null || (sale.Item == "product" && Chosen(_choice.Categories, sale.Category))));

    private static bool Chosen(string[]? values, string value) => values is null || values.Contains(value);
}
