namespace EcommerceEtl.Tests.Orders;

/// <summary>The figures that a warehouse of some journeys must show.</summary>
internal sealed class OrderFigures(IReadOnlyCollection<Journey> journeys, TimeZoneInfo zone)
{
    private readonly List<Booking> _bookings = [.. journeys.Where(journey => journey.IsSale).SelectMany(Ledger.Of)];
    private readonly List<Journey> _counted = [.. journeys.Where(journey => journey.IsCounted)];

    /// <summary>Rows of <c>daily_totals</c>.</summary>
    public IEnumerable<string> Days() => _counted.Select(journey => Day(journey.CountsAt))
        .Concat(_bookings.Select(booking => Day(booking.At))).Distinct().Order()
        .Select(day => (Day: day, Of: _counted.Where(journey => Day(journey.CountsAt) == day).ToList(),
            Booked: _bookings.Where(booking => Day(booking.At) == day).ToList()))
        .Select(one => (one.Day, Numbers: new[]
        {
            one.Of.Count, 0, one.Of.Count(Carted), one.Of.Count(journey => journey.IsSale),
            one.Of.Count(journey => Carted(journey) && !journey.IsSale && !journey.Void), one.Of.Count(Carted),
            one.Of.Count(journey => Carted(journey) && journey.IsSale),
            one.Booked.Sum(booking => booking.Units), one.Booked.Sum(booking => booking.Gross),
            one.Booked.Sum(booking => booking.Discounts), one.Booked.Sum(booking => booking.Returns),
            one.Booked.Sum(booking => booking.Shipping), one.Booked.Sum(booking => booking.Tax), 0m,
        }))
        .Where(one => one.Numbers.Any(number => number != 0))
        .Select(one => $"{one.Day:yyyy-MM-dd}|{string.Join('|', one.Numbers.Select(Text))}");

    /// <summary>The money in <c>monthly_products</c>, months without any left out.</summary>
    public IEnumerable<string> Products() => Products(_ => 1);

    /// <summary>The money in <c>monthly_products</c> of the first days of months, by the day before which they end; days without any
    /// left out.</summary>
    public IEnumerable<string> ProductsToDate() =>
        new[] { 8, 16, 24 }.SelectMany(days => Products(day => day <= days ? days + 1 : 0)).Order(StringComparer.Ordinal);

    /// <param name="periodOf">Day of the month that stands for the period in which a day counts; 0 if it counts in none.</param>
    private IEnumerable<string> Products(Func<int, int> periodOf) => _bookings
        .Where(booking => periodOf(Day(booking.At).Day) > 0)
        .GroupBy(booking => (
            Month: new DateOnly(Day(booking.At).Year, Day(booking.At).Month, periodOf(Day(booking.At).Day)), booking.Product))
        .OrderBy(group => group.Key)
        .Select(group => (group.Key, Numbers: new[]
        {
            group.Sum(booking => booking.Units), group.Sum(booking => booking.Gross - booking.Discounts),
            group.Sum(booking => booking.ReturnedUnits), group.Sum(booking => booking.Returns),
        }))
        .Where(one => one.Numbers.Any(number => number != 0))
        .Select(one => $"{one.Key.Month:yyyy-MM-dd}|{one.Key.Product}|{string.Join('|', one.Numbers.Select(Text))}");

    /// <summary>What a run that finds these figures in the place of earlier ones says of final days.</summary>
    public IEnumerable<string> Restated(OrderFigures before, IEnumerable<Journey> earlier, DateOnly lastFinal)
    {
        var old = earlier.Where(journey => journey.IsCounted).ToDictionary(journey => journey.Id);
        var moved = _counted.Where(journey => old.TryGetValue(journey.Id, out var was) && Day(was.CountsAt) != Day(journey.CountsAt)
                && (was.Happened.Count > 0 || journey.Happened.Count > 0))
            .SelectMany(journey => new[] { Day(journey.CountsAt), Day(old[journey.Id].CountsAt) }).ToHashSet();
        return before.Totals().Keys.Union(Totals().Keys).Where(day => day <= lastFinal).Order()
            .Select(day => (Day: day, Was: before.Totals().GetValueOrDefault(day), Is: Totals().GetValueOrDefault(day)))
            .Where(one => one.Was.Orders != one.Is.Orders || one.Was.Net != one.Is.Net
                || (moved.Contains(one.Day) && one.Was.Sessions != one.Is.Sessions))
            .Select(one => $"{one.Day:yyyy-MM-dd}|{one.Was.Sessions}|{one.Is.Sessions}|{one.Was.Orders}|{one.Is.Orders}|"
                + $"{Text(one.Was.Net)}|{Text(one.Is.Net)}");
    }

    public DateOnly Day(DateTime moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(moment, zone));

    private Dictionary<DateOnly, (int Sessions, int Orders, decimal Net)> Totals() =>
        _counted.Select(journey => (Day: Day(journey.CountsAt), Sessions: 1, Orders: journey.IsSale ? 1 : 0, Net: 0m))
            .Concat(_bookings.Select(booking => (Day: Day(booking.At), Sessions: 0, Orders: 0, Net: booking.Net)))
            .GroupBy(one => one.Day)
            .ToDictionary(group => group.Key, group => (
                group.Sum(one => one.Sessions), group.Sum(one => one.Orders), group.Sum(one => one.Net)));

    private static bool Carted(Journey journey) => journey.Lines.Count > 0;

    private static string Text(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
}
