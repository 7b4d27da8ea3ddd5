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
        "Conversion Rate" => Compared(sessions => Ratio(Orders(sessions), sessions.Count(session => session.Viewed)), null),
        "Average Order Value" => Compared(sessions => Ratio(sessions.Sum(session => session.Revenue), Orders(sessions)), null),
        "Cart Abandonment" => Compared(
            sessions =>
                Ratio(sessions.Count(session => session is { Carted: true, Bought: false }),
                sessions.Count(session => session.Carted)), null),
        "Repeat Buyers" => Compared(Repeat, null),
        "Funnel" => Steps(),
        "Daily Conversion" => DailyConversion(),
        "Daily Revenue Trend" => Trend(),
        "Revenue by Category" => Top(
            funnel.Current.SelectMany(session => session.Lines).GroupBy(line => line.Category)
                .Select(group => (group.Key, group.Sum(line => line.Revenue)))),
        "Revenue by City" =>
            Top(funnel.Current.GroupBy(session => session.City).Select(group => (group.Key, group.Sum(session => session.Revenue)))),
        "Top Products by Revenue" => Products(),
        "Monthly Cohorts" => new ReferenceCohorts(funnel).Rows(),
        "Data coverage" => Coverage(),
        _ => throw new ArgumentException($"No panel is called {title}.", nameof(title)),
    };

    /// <summary>A figure, and by which share it is above that of the previous period: nothing where there was nothing.</summary>
    private string[] Compared(Func<ReferenceSession[], decimal?> figure, decimal? nothing)
    {
        var (current, previous) = (figure(funnel.Current) ?? nothing, figure(funnel.Previous));
        return [Row(current, previous is { } before && before != 0 ? current / before - 1 : null)];
    }

    private static int Orders(IEnumerable<ReferenceSession> sessions) => sessions.Count(session => session.Bought);

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : part / whole;

    private static decimal? Repeat(ReferenceSession[] sessions)
    {
        var buyers = sessions.Where(session => session.Bought && session.User is not null)
            .CountBy(session => (session.Shop.Name, session.User)).ToList();
        return Ratio(buyers.Count(buyer => buyer.Value >= 2), buyers.Count);
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
        .. funnel.Current.GroupBy(session => session.Day).OrderBy(day => day.Key)
            .Select(day => Row(Midnight(day.Key), Ratio(Orders(day), day.Count(session => session.Viewed)))),
    ];

    private string[] Trend()
    {
        var first = funnel.Shops.Min(funnel.FirstDay);
        var days = funnel.Shops.Max(funnel.LastDay).DayNumber - first.DayNumber + 1;
        return
        [
            .. Enumerable.Range(0, days).Select(first.AddDays).Select(day =>
            {
                var before = funnel.Previous.Where(session => session.Day.AddDays(funnel.Days(session.Shop)) == day).ToList();
                return Row(
                    Midnight(day), funnel.Current.Where(session => session.Day == day).Sum(session => session.Revenue),
                    before.Count > 0 ? before.Sum(session => session.Revenue) : null);
            }),
        ];
    }

    private static string[] Top(IEnumerable<(string Name, decimal Revenue)> groups) =>
        [.. groups.Where(group => group.Revenue > 0).OrderByDescending(group => group.Revenue).Take(15)
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
               product.Where(line => line.Bought).Sum(line => line.Quantity), revenue),
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
