namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Buyers by the month of their first order, and the share of them that ordered again so many months later.</summary>
internal sealed class ReferenceCohorts(ReferenceFunnel funnel)
{
    private const int Months = 6;

    /// <summary>The cohorts of the range's months, newest first; a month that it does not reach in any store's zone is unknown, not
    /// 0.</summary>
    public string[] Rows()
    {
        var buyers = funnel.UntilEnd.Where(session => session.Bought && session.User is not null)
            .GroupBy(session => (session.Shop.Name, session.User))
            .Select(buyer => buyer.Select(session => Month(session.Day)).ToHashSet());
        var first = funnel.Shops.Min(shop => Month(funnel.FirstDay(shop)));
        var last = funnel.Shops.Max(shop => Month(funnel.LastDay(shop)));
        return
        [
            .. buyers.GroupBy(months => months.Min())
                .Where(cohort => cohort.Key >= first)
                .OrderByDescending(cohort => cohort.Key)
                .Select(cohort => string.Join(
                    '|', Cells(cohort.Key, [.. cohort], last).Append(Open(last - cohort.Key)).Select(BoardAnswer.Text))),
        ];
    }

    /// <summary>The month of a cohort that is not over at the end of the range.</summary>
    private string Open(int age) => funnel.Shops.Max(funnel.LastDay).AddDays(1).Day == 1 || age > Months ? ""
        : age == 0 ? "first month" : string.Create(CultureInfo.InvariantCulture, $"+{age}");

    private static IEnumerable<object?> Cells(int cohort, HashSet<int>[] buyers, int last) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{cohort / 12:0000}-{cohort % 12 + 1:00}"), buyers.Length,
        .. Enumerable.Range(1, Months).Select(age =>
            cohort + age > last ? null : (object?)((decimal)buyers.Count(months => months.Contains(cohort + age)) / buyers.Length)),
    ];

    private static int Month(DateOnly day) => day.Year * 12 + day.Month - 1;
}
