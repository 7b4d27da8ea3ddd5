namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What each panel must show of a selection, as texts in the form of <see cref="BoardAnswer.Texts"/>, worked out without any
/// SQL.</summary>
internal sealed class ReferencePanels(ReferenceFunnel funnel)
{
    /// <summary>The figures, by the panel's title.</summary>
    public string[] Of(string title) => title switch
    {
        "Total Revenue" => Compared(sessions => sessions.Sum(session => session.Revenue), 0),
        "Total Orders" => Compared(sessions => Orders(sessions), 0),
        "Conversion Rate" =>
            Rate(sessions => Ratio(Orders(sessions), sessions.Count(session => session.Viewed)), "viewed carts"),
        "Average Order Value" => Compared(sessions => Ratio(sessions.Sum(session => session.Revenue), Orders(sessions)), null),
        "Cart Abandonment" => Rate(
            sessions =>
                Ratio(sessions.Count(session => session is { Carted: true, Bought: false }),
                sessions.Count(session => session.Carted)), LeftInCarts()),
        "Returning Customers" => Returning(),
        "Funnel" => Steps(),
        "Daily Conversion" => DailyConversion(),
        "Daily Revenue Trend" => Trend(),
        "Average Order Value over Time" => AverageTrend(),
        "Orders of New and Returning Customers" => OrdersByCustomer(),
        "Orders by Weekday and Hour" => Hours(),
        "How Revenue Comes About" => Sales(),
        "Revenue by Category" => [.. Top(
            funnel.Current.SelectMany(session => session.Lines).GroupBy(line => line.Category)
                .Select(group => (group.Key, group.Sum(line => line.Revenue)))).Select(row => $"{row}|{row.Split('|')[0]}")],
        "Revenue by City" =>
            Top(funnel.Current.GroupBy(session => session.City).Select(group => (group.Key, group.Sum(session => session.Revenue)))),
        "Top Products by Revenue" => Products(),
        "Monthly Cohorts" => new ReferenceCohorts(funnel).Rows(),
        "Data coverage" => Coverage(),
        _ => throw new ArgumentException($"No panel is called {title}.", nameof(title)),
    };

    /// <summary>A figure, by which share it is above that of the previous period (nothing where there was nothing), and that in
    /// words.</summary>
    private string[] Compared(Func<ReferenceSession[], decimal?> figure, decimal? nothing)
    {
        var (current, previous) = (figure(funnel.Current) ?? nothing, figure(funnel.Previous));
        var change = previous is { } before && before != 0 ? current / before - 1 : null;
        return [Row(current, change, Words(change, "%"))];
    }

    /// <summary>A rate, and its change in percentage points.</summary>
    /// <param name="more">What else is on the card.</param>
    private string[] Rate(Func<ReferenceSession[], decimal?> rate, params object?[] more) =>
        Rate(rate(funnel.Current), rate(funnel.Previous), more);

    private static string[] Rate(decimal? current, decimal? previous, params object?[] more) =>
        [Row([current, current - previous, Words(current - previous, "points"), .. more])];

    /// <summary>All shops have simulated purchases.</summary>
    private static string Words(decimal? change, string unit) => change is not { } known ? "–, simulated"
        : (known < 0 ? "-" : "+") + Math.Round(Math.Abs(100 * known), 1, MidpointRounding.AwayFromZero)
            .ToString("#,##0.0", CultureInfo.InvariantCulture) + $" {unit}, simulated";

    private string? LeftInCarts() => !funnel.Current.Any(session => session.Carted) ? null
        : funnel.Current.Where(session => session is { Carted: true, Bought: false })
            .Sum(session => session.Lines.Sum(line => line.Quantity * (line.Price ?? 0)))
            .ToString("#,##0.00 ", CultureInfo.InvariantCulture) + funnel.Shops[0].Currency;

    private static int Orders(IEnumerable<ReferenceSession> sessions) => sessions.Count(session => session.Bought);

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : part / whole;

    private string[] Returning()
    {
        return Rate(Share(funnel.Current, shop => funnel.FirstDay(shop)),
            Share(funnel.Previous, shop => funnel.FirstDay(shop).AddDays(-funnel.Days(shop))));

        decimal? Share(ReferenceSession[] sessions, Func<DrawnShop, DateOnly> first)
        {
            var buyers = sessions.Where(session => session.Bought && session.User is not null)
                .Select(session => (session.Shop, session.User)).Distinct().ToList();
            return Ratio(buyers.Count(buyer => funnel.FirstOrder(buyer.Shop, buyer.User) < first(buyer.Shop)), buyers.Count);
        }
    }

    private string[] Steps()
    {
        int viewed = 0, added = 0, bought = 0;
        foreach (var session in funnel.Current.Where(session => session.Viewed))
        {
            viewed++;
            added += session.Carted ? 1 : 0;
            bought += session is { Carted: true, Bought: true } ? 1 : 0;
        }
        return
        [
            Row("Viewed", viewed, Ratio(viewed, viewed), null),
            Row("Added to cart", added, Ratio(added, viewed), 1 - Ratio(added, viewed)),
            Row("Purchased", bought, Ratio(bought, viewed), 1 - Ratio(bought, added)),
        ];
    }

    private string[] DailyConversion() =>
    [
        .. funnel.Current.GroupBy(session => funnel.Bucket(session.Day)).OrderBy(day => day.Key)
            .Select(day => Row(Midnight(day.Key), Ratio(Orders(day), day.Count(session => session.Viewed)))),
    ];

    private string[] Trend() => OverTime(
        sessions => sessions.Sum(session => session.Revenue),
        before => before.Count > 0 ? before.Sum(session => session.Revenue) : null);

    private string[] AverageTrend() => OverTime(Average, Average);

    private static decimal? Average(List<ReferenceSession> sessions) =>
        Ratio(sessions.Sum(session => session.Revenue), Orders(sessions));

    /// <summary>A row a day, week or month: what its days say, and what the days before say that stand beside them.</summary>
    private string[] OverTime(Func<List<ReferenceSession>, decimal?> now, Func<List<ReferenceSession>, decimal?> before) =>
    [
        .. funnel.Buckets.Select(bucket => Row(
            Midnight(bucket), now([.. funnel.Current.Where(session => funnel.Bucket(session.Day) == bucket)]),
            before([.. funnel.Previous.Where(
                session => funnel.Bucket(session.Day.AddDays(funnel.Days(session.Shop))) == bucket)]))),
    ];

    private string[] OrdersByCustomer() =>
    [
        .. funnel.Buckets.Select(bucket =>
        {
            var orders = funnel.Current.Where(session => session.Bought && funnel.Bucket(session.Day) == bucket).ToList();
            var known = orders.Where(session => session.User is not null).ToList();
            var news = known.Count(session => funnel.FirstOrder(session.Shop, session.User) == session.Day);
            return Row(Midnight(bucket), news, known.Count - news, orders.Count - known.Count);
        }),
    ];

    private string[] Hours()
    {
        var orders = funnel.Current.Where(session => session.Bought)
            .Select(session => ReferenceSession.LocalTime(session.Shop, session.PlacedAt)).CountBy(time => (time.DayOfWeek, time.Hour))
            .ToDictionary();
        return
        [
            .. Enumerable.Range(1, 7).Select(day => (DayOfWeek)(day % 7)).Select(day => Row([
                day.ToString(),
                .. Enumerable.Range(0, 24).Select(hour => orders.TryGetValue((day, hour), out var count) ? (object?)count : null)])),
        ];
    }

    /// <summary>Of a shop that states no orders nothing is known but gross sales.</summary>
    private string[] Sales()
    {
        var gross = funnel.Current.Sum(session => session.Revenue);
        return [Row("Gross sales", gross, Ratio(gross, gross)), Row("= Net sales", gross, Ratio(gross, gross))];
    }

    private static string[] Top(IEnumerable<(string Name, decimal Revenue)> groups) =>
        [.. groups.Where(group => group.Revenue != 0).OrderByDescending(group => group.Revenue)
            .Select(group => Row(group.Name, group.Revenue))];

    private string[] Products() =>
    [
        .. from session in funnel.Current
           from line in session.Lines
           group line by (session.Shop.Name, line.Product, line.Title, line.Category) into product
           let views = product.Count(line => line.Viewed)
           let purchases = product.Count(line => line.Bought)
           let revenue = product.Sum(line => line.Revenue)
           orderby revenue descending, purchases descending, product.Key.Title
           select Row(
               product.Key.Title, product.Key.Category, views, product.Count(line => line.Carted), purchases, Ratio(purchases, views),
               product.Where(line => line.Bought).Sum(line => line.Quantity), 0,
               product.Any(line => line is { Bought: true, Quantity: > 0 }) ? 0 : null, revenue),
    ];

    private string[] Coverage() =>
    [
        .. funnel.Shops.OrderBy(shop => shop.Name, StringComparer.Ordinal).Select(shop =>
        {
            var days = funnel.OfShop(shop).Select(session => session.Day).Order().ToList();
            return Row(
                shop.Name, shop.Currency, Day(days[0]), Day(days[^1]), days.Count, Missing(shop),
                "view derived, add to cart simulated, purchase simulated",
                Milliseconds(days[0]), Milliseconds(days[^1].AddDays(1)) - 1);
        }),
    ];

    /// <summary>No shop has rejected records; lines of a product that was never listed have no price.</summary>
    private string Missing(DrawnShop shop)
    {
        var lines = funnel.OfShop(shop).SelectMany(session => session.Lines).ToList();
        var share = 100m * lines.Count(line => line.Price is null) / lines.Count;
        return share > 1
            ? $"{Math.Round(share, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture)} % of the lines have "
            + "no price"
            : "nothing above 1 %";
    }

    private static string Row(params object?[] values) => string.Join('|', values.Select(BoardAnswer.Text));

    private static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long Milliseconds(DateOnly day) => new DateTimeOffset(Midnight(day), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
