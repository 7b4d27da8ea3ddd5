using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Report;

/// <summary>The figures of <c>report</c> beside the same worked out from the carts themselves.</summary>
internal sealed class ReportFigureTests
{
    private static readonly ReportFacts _facts = new(20260301);
    private static TestDatabase _full = null!;

    /// <summary>One warehouse for all of them: a report only reads.</summary>
    [OneTimeSetUp]
    public static async Task FillAsync()
    {
        _full = await TestDatabase.CreateAsync();
        await _facts.FillAsync(_full);
    }

    [OneTimeTearDown]
    public static async Task DropAsync()
    {
        if (_full is not null)
            await _full.DisposeAsync();
    }

    [TestCase("2026-02-01", "2026-02-28", null)]
    [TestCase("2026-02-10", "2026-02-10", null)]
    [TestCase("2026-01-01", "2026-03-31", null)]
    [TestCase("2026-02-15", "2026-03-05", "far")]
    [TestCase("2026-02-15", "2026-03-05", "near")]
    [TestCase("2026-02-15", "2026-03-05", "other")]
    public async Task They_agree_for_any_days_and_stores(string from, string to, string? store)
    {
        await using var test = new WorkerBundle();
        test.Settings["ConnectionStrings__Warehouse"] = _full.ConnectionString;
        var (first, last) = (DateOnly.Parse(from, null), DateOnly.Parse(to, null));

        string[] chosen = store is null ? [] : ["--store", store];
        using var json = JsonDocument.Parse((await test.DoneAsync(["report", "--json", "--from", from, "--to", to, .. chosen])).Output);

        var reports = json.RootElement.GetProperty("reports").EnumerateArray().ToList();
        var currencies = store switch { null => new[] { "EUR", "USD" }, "other" => ["EUR"], _ => ["USD"] };
        Assert.That(reports.Select(report => report.GetProperty("currency").GetString()), Is.EqualTo(currencies));
        foreach (var report in reports)
            Compare(report, Chosen(report.GetProperty("currency").GetString()!, store), first, last);
    }

    private static List<CartFact> Chosen(string currency, string? store)
    {
        int[] stores = (currency, store) switch { ("EUR", _) => [3], (_, "near") => [1], (_, "far") => [2], _ => [1, 2] };
        return [.. _facts.Carts.Where(cart => stores.Contains(cart.Store))];
    }

    private static void Compare(JsonElement report, List<CartFact> carts, DateOnly first, DateOnly last)
    {
        var days = last.DayNumber - first.DayNumber + 1;
        var now = carts.Where(cart => cart.Day >= first && cart.Day <= last).ToList();
        var before = carts.Where(cart => cart.Day >= first.AddDays(-days) && cart.Day < first).ToList();
        Assert.That(now, Is.Not.Empty);
        foreach (var (name, of) in Kpis)
        {
            var (value, previous) = (of(now), of(before));
            var shown = report.GetProperty("kpis").GetProperty(name);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Number(shown, "value"), Is.EqualTo(value).Within(0.000001m), name);
                Assert.That(Number(shown, "previous"), Is.EqualTo(previous).Within(0.000001m), name);
                Assert.That(Number(shown, "vs_previous"), Is.EqualTo(previous is null or 0 ? null : value / previous - 1)
                    .Within(0.000001m), name);
            }
        }
        var returning = report.GetProperty("kpis").GetProperty("returning_customers");
        Assert.That(Number(returning, "value"), Is.EqualTo(Returning(now, carts, first)).Within(0.000001m));
        Assert.That(Number(returning, "previous"), Is.EqualTo(Returning(before, carts, first.AddDays(-days))).Within(0.000001m));
        Assert.That(
            report.GetProperty("funnel").EnumerateArray().Select(step => step.GetProperty("sessions").GetInt32()),
            Is.EqualTo(new[] { now.Count, now.Count(cart => cart.Carted), now.Count(cart => cart.Bought) }));
        Assert.That(
            Rows(report, "revenue_by_day", "day", "sessions", "orders", "revenue"),
            Is.EqualTo(now.GroupBy(cart => cart.Day).OrderBy(day => day.Key).Select(day =>
                FormattableString.Invariant(
                    $"{day.Key:yyyy-MM-dd}|{day.Count()}|{day.Count(cart => cart.Bought)}|{Trimmed(day.Sum(cart => cart.Revenue))}"))));
        var lines = now.SelectMany(cart => cart.Lines.Select(line => (cart.Store, Line: line))).ToList();
        Assert.That(
            Rows(report, "revenue_by_category", "category", "purchases", "units", "revenue", "unpriced"),
            Is.EquivalentTo(lines.Where(fact => fact.Line.Bought).GroupBy(fact => ReportFacts.CategoryOf(fact.Line.Product)).Select(group =>
                FormattableString.Invariant(
                    $"{group.Key}|{group.Count()}|{Units(group)}|{Money(group)}|{group.Count(f => f.Line.Price is null)}"))));
        Assert.That(
            Rows(report, "top_products", "title", "category", "views", "carts", "purchases", "units", "revenue"),
            Is.EquivalentTo(lines.GroupBy(fact => (fact.Store, fact.Line.Product)).Select(group => string.Join(
                '|', ReportFacts.TitleOf(group.Key.Product), ReportFacts.CategoryOf(group.Key.Product),
                string.Create(CultureInfo.InvariantCulture,
                    $"{group.Count()}|{group.Count(f => f.Line.Carted)}|{group.Count(f => f.Line.Bought)}|"
                        + $"{Units(group)}|{Money(group)}")))));
        foreach (var list in new[] { "revenue_by_category", "top_products" })
            Assert.That(report.GetProperty(list).EnumerateArray().Select(row => row.GetProperty("revenue").GetDecimal()),
                Is.Ordered.Descending);
    }

    private static readonly (string Name, Func<List<CartFact>, decimal?> Of)[] Kpis =
    [
        ("total_revenue", carts => carts.Sum(cart => cart.Revenue)),
        ("total_orders", carts => carts.Count(cart => cart.Bought)),
        ("conversion_rate", carts => Share(carts.Count(cart => cart.Bought), carts.Count)),
        ("average_order_value", carts => Share(carts.Sum(cart => cart.Revenue), carts.Count(cart => cart.Bought))),
        ("cart_abandonment", carts => Share(carts.Count(cart => cart.Carted && !cart.Bought), carts.Count(cart => cart.Carted))),
    ];

    /// <summary>Of the buyers of a period, the share that had ordered before its first day.</summary>
    private static decimal? Returning(List<CartFact> period, List<CartFact> all, DateOnly first)
    {
        var buyers = period.Where(cart => cart.Bought && cart.User is not null).Select(cart => (cart.Store, cart.User)).ToHashSet();
        return Share(
            buyers.Count(buyer => all.Exists(cart => cart.Bought && (cart.Store, cart.User) == buyer && cart.Day < first)), buyers.Count);
    }

    private static decimal? Share(decimal part, decimal whole) => whole == 0 ? null : part / whole;

    private static decimal Money(IEnumerable<(int Store, LineFact Line)> lines) =>
        Trimmed(lines.Where(fact => fact.Line.Bought).Sum(fact => fact.Line.Quantity * (fact.Line.Price ?? 0)));

    private static decimal Units(IEnumerable<(int Store, LineFact Line)> lines) =>
        Trimmed(lines.Where(fact => fact.Line.Bought).Sum(fact => fact.Line.Quantity));

    private static decimal Trimmed(decimal value) => value / 1.0000000000000000000000000000m;

    private static decimal? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetDecimal() : null;

    private static IEnumerable<string> Rows(JsonElement report, string list, params string[] columns) =>
        report.GetProperty(list).EnumerateArray()
            .Select(row => string.Join('|', columns.Select(column => row.GetProperty(column).ToString())));
}
