namespace EcommerceEtl.Sandbox.Shop;

/// <summary>When carts are placed: busier in the evening and at the weekend, slowly growing.</summary>
internal static class Arrivals
{
    /// <summary>Carts an hour after the opening, on average, unless the history had more: one every three minutes, so that there is
    /// something to watch.</summary>
    private const double LeastHourlyAfterOpening = 20;

    // Both patterns have the mean 1, so that they shape the days without changing the totals.
    private static readonly double[] HourOfDay =
    [
        0.55, 0.50, 0.50, 0.50, 0.50, 0.60, 0.75, 0.90, 1.00, 1.05, 1.10, 1.15,
        1.25, 1.20, 1.10, 1.10, 1.15, 1.20, 1.35, 1.50, 1.55, 1.40, 1.10, 1.00,
    ];

    private static readonly double[] DayOfWeekFromSunday = [1.20, 0.95, 0.88, 0.90, 0.95, 1.02, 1.10];

    /// <summary>The times of all carts in the order of their ids (the first is cart 1), without end. Exactly
    /// <see cref="ShopSettings.Size"/> lie before the opening.</summary>
    public static IEnumerable<DateTimeOffset> Of(ShopSettings shop)
    {
        var historyHours = (int)ShopClock.History.TotalHours;
        var total = Enumerable.Range(-historyHours, historyHours).Sum(hour => Weight(shop, hour));
        var scale = shop.Size / total;
        double expected = 0;
        long placed = 0;
        for (var hour = -historyHours; ; hour++)
        {
            expected += Weight(shop, hour) * (hour < 0 ? scale : Math.Max(scale, LeastHourlyAfterOpening));
            // The last hour before the opening gets all carts that are left, so that rounding loses none.
            var upTo = hour == -1 ? shop.Size : (long)Math.Round(expected);
            var count = upTo - placed;
            for (var k = 0; k < count; k++)
            {
                var share = (k + Draw.Unit(shop.Seed, DrawTopic.ArrivalTime, placed + k + 1)) / count;
                yield return shop.Epoch + TimeSpan.FromHours(hour) + TimeSpan.FromMilliseconds((long)(share * 3_600_000));
            }

            placed = upTo;
        }
    }

    private static double Weight(ShopSettings shop, int hour)
    {
        // The number of carts varies from hour to hour, as in a real shop.
        var chance = 0.4 + (1.2 * Draw.Unit(shop.Seed, DrawTopic.ArrivalRate, hour));
        var middle = (shop.Epoch + TimeSpan.FromHours(hour + 0.5)).ToUniversalTime();
        var growth = 1 + (hour / 24.0 * 0.002);
        // Kept within a range, so that neither a distant past turns negative nor a distant future explodes.
        return HourOfDay[middle.Hour] * DayOfWeekFromSunday[(int)middle.DayOfWeek] * chance * Math.Clamp(growth, 0.5, 2);
    }
}
