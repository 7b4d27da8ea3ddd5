namespace EcommerceEtl.Tests.Model;

/// <summary>Orders and revenue of the model's days at one moment.</summary>
internal sealed class ReferenceFigures
{
    private readonly Dictionary<string, (int Orders, decimal Revenue)> _days;

    private ReferenceFigures(Dictionary<string, (int Orders, decimal Revenue)> days) => _days = days;

    public static ReferenceFigures Of(ReferenceWarehouse warehouse) => new(warehouse.Carts.Values
        .GroupBy(cart => cart.Day)
        .ToDictionary(day => day.Key, day => (day.Sum(cart => cart.Orders), day.Sum(cart => cart.Revenue))));

    /// <summary>The days that differ afterwards and whose last moment was more than two days before.</summary>
    /// <param name="after">The figures afterwards.</param>
    /// <param name="seen">The latest moment of which the warehouse has told anything, UTC.</param>
    /// <param name="zone">The store's zone.</param>
    public IEnumerable<string> Restated(ReferenceFigures after, DateTime seen, string zone) =>
        from day in _days.Keys.Union(after._days.Keys)
        let was = _days.GetValueOrDefault(day)
        let @is = after._days.GetValueOrDefault(day)
        where was != @is && EndOf(day, zone).AddHours(48) < seen
        select string.Join('|', day, was.Orders, @is.Orders, ReferenceRules.Number(was.Revenue), ReferenceRules.Number(@is.Revenue));

    private static DateTime EndOf(string day, string zone) =>
        ReferenceRules.Begins(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(1), zone);
}
