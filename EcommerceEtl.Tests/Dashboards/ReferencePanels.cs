namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What each panel must show of a selection, as texts in the form of <see cref="BoardAnswer.Texts"/>, worked out without any
/// SQL.</summary>
internal sealed class ReferencePanels(ReferenceFunnel funnel)
{
    /// <summary>The figures, by the panel's title.</summary>
    public string[] Of(string title) => title switch
    {
        "Total Revenue" => Compared(Net(funnel.CurrentSales), Net(funnel.PreviousSales)),
        "Total Orders" => Compared(Orders(funnel.Current), Orders(funnel.Previous)),
        "Conversion Rate" =>
            Rate(Conversion, funnel.Shops.Any(shop => shop.StatesOrders) ? "checkouts" : "viewed carts"),
        "Average Order Value" => Compared(
            Average(funnel.CurrentSales, funnel.Current), Average(funnel.PreviousSales, funnel.Previous)),
        "Cart Abandonment" => Rate(
            sessions =>
                Ratio(sessions.Count(IsAbandoned),
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
            funnel.CurrentSales.Where(sale => sale.Item != "shipping").GroupBy(sale => sale.Category)
                .Select(group => (group.Key, Net(group)))).Select(row => $"{row}|{row.Split('|')[0]}")],
        "Revenue by City" =>
            Top(funnel.CurrentSales.GroupBy(sale => sale.City).Select(group => (group.Key, Net(group)))),
        "Top Products by Revenue" => Products(),
        "Monthly Cohorts" => new ReferenceCohorts(funnel).Rows(),
        "Data coverage" => Coverage(),
        _ => throw new ArgumentException($"No panel is called {title}.", nameof(title)),
    };

    /// <summary>A figure, by which share it is above that of the previous period (nothing where there was nothing or less), and that in
    /// words.</summary>
    private string[] Compared(decimal? current, decimal? previous)
    {
        var change = previous is { } before && before > 0 ? current / before - 1 : null;
        return [Row(current, change, Words(change, "%"))];
    }

    /// <summary>A rate, and its change in percentage points.</summary>
    /// <param name="more">What else is on the card.</param>
    private string[] Rate(Func<ReferenceSession[], decimal?> rate, params object?[] more) =>
        Rate(rate(funnel.Current), rate(funnel.Previous), more);

    private string[] Rate(decimal? current, decimal? previous, params object?[] more) =>
        [Row([current, current - previous, Words(current - previous, "points"), .. more])];

    private string Words(decimal? change, string unit) => (change is not { } known ? "–"
        : Math.Round(100 * known, 1, MidpointRounding.AwayFromZero)
            .ToString("+#,##0.0;-#,##0.0;+0.0", CultureInfo.InvariantCulture) + $" {unit}")
        + (funnel.Shops.All(shop => shop.StatesOrders) ? "" : ", simulated");

    private static decimal Net(IEnumerable<ReferenceSale> sales) => sales.Sum(sale => sale.Net);

    /// <summary>What was sold less discounts, an order.</summary>
    private static decimal? Average(IEnumerable<ReferenceSale> sales, IEnumerable<ReferenceSession> sessions) =>
        Ratio(sales.Sum(sale => sale.Gross - sale.Discounts), Orders(sessions));

    private static decimal? Conversion(IEnumerable<ReferenceSession> sessions) =>
        Ratio(Orders(sessions), sessions.Count(session => session.Entered));

    private static bool IsAbandoned(ReferenceSession session) => session is { Carted: true, Bought: false, Void: false };

    private string? LeftInCarts() => !funnel.Current.Any(session => session.Carted) ? null
        : funnel.Current.Where(IsAbandoned)
            .Sum(session => session.Lines.Sum(line => line.Quantity * (line.Price ?? 0)))
            .ToString("#,##0.00 ", CultureInfo.InvariantCulture) + funnel.Shops[0].Currency;

    private static int Orders(IEnumerable<ReferenceSession> sessions) => sessions.Count(session => session.Bought);

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : part / whole;

    private string[] Returning()
    {
        return Rate(Share(funnel.Current, shop => funnel.FirstDay(shop)),
            Share(funnel.Previous, shop => funnel.FirstDay(shop).AddDays(-funnel.Days(shop))));

        decimal? Share(ReferenceSession[] sessions, Func<IReferenceShop, DateOnly> first)
        {
            var buyers = sessions.Where(session => session.Bought && session.User is not null)
                .Select(session => (session.Shop, session.User)).Distinct().ToList();
            return Ratio(buyers.Count(buyer => funnel.FirstOrder(buyer.Shop, buyer.User) < first(buyer.Shop)), buyers.Count);
        }
    }

    private string[] Steps()
    {
        int viewed = 0, added = 0, bought = 0;
        foreach (var session in funnel.Current.Where(session => session.Entered))
        {
            viewed++;
            added += session.Carted ? 1 : 0;
            bought += session is { Carted: true, Bought: true } ? 1 : 0;
        }
        if (funnel.Shops.Any(shop => shop.StatesOrders))
            return [Row("Added to cart", added, Ratio(added, added), null),
                Row("Purchased", bought, Ratio(bought, added), 1 - Ratio(bought, added))];
        return
        [
            Row("Viewed", viewed, Ratio(viewed, viewed), null),
            Row("Added to cart", added, Ratio(added, viewed), 1 - Ratio(added, viewed)),
            Row("Purchased", bought, Ratio(bought, viewed), 1 - Ratio(bought, added)),
        ];
    }

    private string[] DailyConversion() =>
    [
        .. funnel.Current.Select(session => session.Day).Concat(funnel.CurrentSales.Select(sale => sale.Day)).Select(funnel.Bucket)
            .Distinct().Order()
            .Select(bucket => Row(
                Midnight(bucket), Conversion([.. funnel.Current.Where(session => funnel.Bucket(session.Day) == bucket)]))),
    ];

    private string[] Trend() => OverTime(
        (sales, _) => Net(sales), (sales, sessions) => sales.Count + sessions.Count > 0 ? Net(sales) : null);

    private string[] AverageTrend() => OverTime(Average, Average);

    /// <summary>A row a day, week or month: what its days say, and what the days before say that stand beside them.</summary>
    private string[] OverTime(
        Func<List<ReferenceSale>, List<ReferenceSession>, decimal?> now,
        Func<List<ReferenceSale>, List<ReferenceSession>, decimal?> before) =>
    [
        .. funnel.Buckets.Select(bucket => Row(
            Midnight(bucket),
            now(
                [.. funnel.CurrentSales.Where(sale => funnel.Bucket(sale.Day) == bucket)],
                [.. funnel.Current.Where(session => funnel.Bucket(session.Day) == bucket)]),
            before(
                [.. funnel.PreviousSales.Where(sale => funnel.Bucket(sale.Day.AddDays(funnel.Days(sale.Shop))) == bucket)],
                [.. funnel.Previous.Where(session => funnel.Bucket(session.Day.AddDays(funnel.Days(session.Shop))) == bucket)]))),
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
        var gross = Sum(sale => sale.Gross);
        var (discounts, returns) = (Sum(sale => sale.Discounts), Sum(sale => sale.Returns));
        var (net, shipping, tax) = (gross - discounts - returns, Sum(sale => sale.Shipping), Sum(sale => sale.Tax));
        if (!funnel.Shops.Any(shop => shop.StatesOrders))
            return [Line("Gross sales", gross), Line("= Net sales", net)];
        return
        [
            Line("Gross sales", gross), Row("- Discounts", -discounts, Ratio(discounts, gross)),
            Row("- Returns", -returns, Ratio(returns, gross)), Line("= Net sales", net), Line("+ Shipping", shipping), Line("+ Tax", tax),
            Line("+ Other", 0), Line("= Total sales", net + shipping + tax),
        ];

        decimal Sum(Func<ReferenceSale, decimal> of) => funnel.CurrentSales.Sum(of);

        string Line(string name, decimal amount) => Row(name, amount, Ratio(amount, gross));
    }

    private static string[] Top(IEnumerable<(string Name, decimal Revenue)> groups) =>
        [.. groups.Where(group => group.Revenue != 0).OrderByDescending(group => group.Revenue)
            .Select(group => Row(group.Name, group.Revenue))];

    private string[] Products()
    {
        var lines = funnel.Current.SelectMany(session => session.Lines.Select(line => (
            Key: (session.Shop, line.Product, line.Title, line.Category), line))).ToLookup(each => each.Key, each => each.line);
        var sales = funnel.CurrentSales.Where(sale => sale.Item != "shipping").ToLookup(sale =>
            (sale.Shop, sale.Product, sale.Title, Category: sale.Product is null ? "unknown" : sale.Category));
        return
        [
            .. from key in lines.Select(each => each.Key).Union(sales.Select(each => each.Key))
               let views = key.Shop.StatesOrders ? (int?)null : lines[key].Count(line => line.Viewed)
               let purchases = lines[key].Count(line => line.Bought)
               let units = sales[key].Sum(sale => sale.Units)
               let returned = sales[key].Sum(sale => sale.ReturnedUnits)
               let revenue = Net(sales[key])
               orderby revenue descending, purchases descending, key.Title
               select Row(
                   key.Title, key.Category, views, lines[key].Count(line => line.Carted), purchases,
                   views is { } known ? Ratio(purchases, known) : null, units, returned, Ratio(returned, units), revenue),
        ];
    }

    private string[] Coverage() =>
    [
        .. funnel.Shops.OrderBy(shop => shop.Name, StringComparer.Ordinal).Select(shop =>
        {
            var days = funnel.OfShop(shop).Select(session => session.Day).Order().ToList();
            return Row(
                shop.Name, shop.Currency, Day(days[0]), Day(days[^1]), days.Count, Missing(shop),
                "view derived, add to cart simulated, purchase simulated",
                Milliseconds(days[0]), Milliseconds(days[^1].AddDays(1)) - 1000);
        }),
    ];

    /// <summary>No shop has rejected records; lines of a product that was never listed have no price.</summary>
    private string Missing(IReferenceShop shop)
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
