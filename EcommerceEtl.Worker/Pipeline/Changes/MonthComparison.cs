using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>Compares what is held of a month with the shop's list of it: id by id, by the fields that the list shows. It finds what no pass
/// shows: carts that are gone, and those that changed without saying so. Nothing else removes a cart, and one is removed only after it was
/// asked for by its id.</summary>
internal sealed class MonthComparison(ChangeLanding landing, IChangeFeed feed, Func<bool> hasTime)
{
    /// <summary>Each night all months are compared if their lists have no more pages than this, and otherwise those of the last
    /// days.</summary>
    private const long MostPages = 1_000;

    private static readonly TimeSpan LastDays = TimeSpan.FromDays(60);

    /// <summary>What was created or changed so lately may not show in the list yet.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>Where most of a month seems to be gone, it is removed only if a comparison that much later agrees.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromHours(20);

    /// <summary>A list of so many pages is read as a whole: what cancels out within it is found too.</summary>
    private const int ShortList = 20;

    /// <summary>So few carts may be gone whatever share of a month they are.</summary>
    private const int FewCarts = 5;

    /// <summary>Finds the months whose count is another one than the shop's, the latest first, and compares them.</summary>
    /// <param name="total">How many carts the shop says it has in all months that are held.</param>
    public async Task CompareByCountsAsync(long total, CancellationToken cancellationToken)
    {
        landing.Merge();
        var ranges = Ranges();
        await SplitAsync(0, ranges.Length, total, 1);

        // The latest months first, since what is deleted is mostly new.
        async Task SplitAsync(int first, int end, long count, int latest)
        {
            if (!hasTime() || count == ranges[first..end].Sum(range => Expected(range.Month)))
                return;
            if (end - first == 1)
            {
                await CompareMonthAsync(ranges[first], count, cancellationToken);
                return;
            }
            var middle = end - Math.Min(latest, (end - first) / 2);
            var rest = (await feed.CountAsync(ranges[middle].From, ranges[end - 1].Before, cancellationToken)).Total;
            await SplitAsync(middle, end, rest, Math.Max(1, latest / 2));
            await SplitAsync(first, middle, count - rest, latest * 2);
        }
    }

    /// <summary>Compares a month whose count differs. Where a few carts are too many or too few of one that has matched so far, the part
    /// of it that holds them is found by counts too, since the list of a large month has many pages.</summary>
    private async Task CompareMonthAsync(MonthRange month, long count, CancellationToken cancellationToken)
    {
        var elements = landing.Landed.Months.GetValueOrDefault(month.Month);
        if (elements <= ShortList * feed.ListSize || Known(month.Month) is { Difference: not 0 } or { Doubtful: not null }
            || Math.Abs(count - elements) > FewCarts)
        {
            await CompareAsync(month, count, whole: false, wasRead: false, cancellationToken);
            return;
        }
        var created = HeldOf(month).Values.Select(stamp => stamp.Created).Order().ToList();
        await HalveAsync(month, created, count);
        if (!hasTime() || landing.Landed.Months.GetValueOrDefault(month.Month) != created.Count)
            return;
        // Its parts seemed to have what is held, as where one of the counts was an old one: then all of it is compared.
        await CompareAsync(month, null, whole: false, wasRead: false, cancellationToken);

        async Task HalveAsync(MonthRange range, List<DateTime> held, long rows)
        {
            if (!hasTime() || rows == held.Count)
                return;
            // A page more costs no more than a count.
            if (held.Count <= 2 * feed.ListSize || MiddleOf(held) is not { } middle)
            {
                await CompareAsync(range, rows, whole: false, wasRead: false, cancellationToken);
                return;
            }
            var (before, after) = (range with { Before = middle, PartOf = month }, range with { From = middle, PartOf = month });
            var half = (await feed.CountAsync(before.From, before.Before, cancellationToken)).Total;
            var first = held.Count(time => time < middle);
            await HalveAsync(before, held[..first], half);
            await HalveAsync(after, held[first..], rows - half);
        }
    }

    /// <summary>A whole second between two of some times, in ascending order, near to the middle one; null where they lie too close to each
    /// other. It is the time of none of them: not every shop takes a bound to the moment.</summary>
    private static DateTime? MiddleOf(List<DateTime> times)
    {
        var gaps = Enumerable.Range(1, times.Count - 1).Where(at => times[at] - times[at - 1] >= TimeSpan.FromSeconds(2)).ToList();
        if (gaps.Count == 0)
            return null;
        var nearest = gaps.MinBy(at => Math.Abs(at - times.Count / 2));
        var middle = times[nearest - 1] + (times[nearest] - times[nearest - 1]) / 2;
        return middle.AddTicks(-(middle.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Once a night (UTC, by the shop's clock), compares months whatever their counts, and reads the one in full that was not for
    /// the longest time.</summary>
    /// <param name="total">How many carts the shop has.</param>
    public async Task CompareNightlyAsync(long total, CancellationToken cancellationToken)
    {
        var today = landing.ShopTime.Date;
        var from = total <= MostPages * feed.ListSize ? DateTime.MinValue : landing.ShopTime - LastDays;
        foreach (var range in Ranges().Reverse())
            if (hasTime() && IsDue(Known(range.Month), today, isRecent: !(range.Before <= from)))
                await CompareAsync(range, null, whole: false, wasRead: false, cancellationToken);
        var ranges = Ranges();
        if (ranges.All(range => Known(range.Month)?.ReadAt?.Date != today) && hasTime())
            await CompareAsync(
                ranges.OrderBy(range => Known(range.Month)?.Cut is not { Rows: > 0 })
                    .ThenBy(range => Known(range.Month)?.ReadAt ?? DateTime.MinValue).First(),
                null, whole: true, wasRead: true, cancellationToken);
    }

    /// <summary>Reads the months that hold some days in full, as far as they are held. Where the time ran out, the next one that asks for
    /// the same days goes on, and reads no month again that was read within the last hours.</summary>
    public async Task ReadAsync(ExtractWindow window, CancellationToken cancellationToken)
    {
        landing.Merge();
        var days = window.ToString();
        MonthRange[] asked = [.. Ranges().Where(range => range.Overlaps(window))];
        foreach (var range in asked)
        {
            var known = Known(range.Month);
            if (known?.Cut is { Rows: 0 } && known.Cut.Days == days && landing.ShopTime - known.ReadAt < Doubt)
                continue;
            landing.Change(range.Month, month => month with { Cut = month.Cut?.Rows > 0 && month.Cut.Days == days ? month.Cut : null });
            await CompareAsync(range, null, whole: true, wasRead: true, cancellationToken, days);
        }
        if (asked.Any(range => Known(range.Month)?.Cut is { Rows: > 0 }))
            return;
        foreach (var range in asked)
            landing.Change(range.Month, month => month with { Cut = null });
    }

    /// <summary>Compares one month, or a part of one.</summary>
    /// <param name="count">How many carts the shop says it has of it; null to ask.</param>
    /// <param name="whole">True to read all of it in full, which finds what the list does not show.</param>
    /// <param name="wasRead">True if all of it is or has just been read in full.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <param name="days">The days of the backfill that asked for it; null if none did.</param>
    /// <remarks>Where the time runs out, what was found counts, and nothing is removed. The next run begins the list anew, and goes on with
    /// what is read in full.</remarks>
    public async Task CompareAsync(
        MonthRange range, long? count, bool whole, bool wasRead, CancellationToken cancellationToken, string? days = null)
    {
        landing.Merge();
        var held = HeldOf(range);
        var total = count ?? (await feed.CountAsync(range.From, range.Before, cancellationToken)).Total;
        HashSet<long> listed = [];
        List<string> differing = [];
        var size = whole ? feed.PageSize : feed.ListSize;
        var pages = FeedPages.CountOf(total, size);
        var left = whole && Known(range.Month)?.Cut is { Rows: > 0 and var rest } ? Math.Min(FeedPages.CountOf(rest, size), pages) : pages;
        var goesOn = left < pages;
        await foreach (var page in FeedPages.FromLastAsync(left * size, size, (skip, take) =>
            feed.CreatedAsync(range.From, range.Before, skip, take, whole, cancellationToken)))
        {
            total = page.Within(range.From, range.Before?.AddTicks(-1), size).Total;
            var rows = page with { Rows = [.. page.Rows.Where(row => listed.Add(row.Id.Key))] };
            if (whole)
                landing.Take(rows.Carts, [], replaces: true);
            else
                differing.AddRange(rows.Rows.Where(row => !held.TryGetValue(row.Id.Key, out var same) || same != row.Stamp)
                    .Select(row => row.Id.SourceText));
            left--;
            if (left == 0 || !hasTime() || differing.Count >= feed.PageSize)
                await FetchAsync();
            if (left > 0 && !hasTime())
                break;
        }
        if (left > 0 || goesOn)
        {
            landing.Merge();
            landing.Change(range.Month, month => month with
            {
                Cut = !whole ? month.Cut : left > 0 ? new CutReading(left * size, days ?? month.Cut?.Days)
                    : days is null ? null : new CutReading(0, days),
                ReadAt = left == 0 && wasRead ? landing.ShopTime : month.ReadAt,
            });
            landing.Merge();
            return;
        }
        var (gone, undecided, unasked) = await GoneAsync(held.Values.Where(stamp => !listed.Contains(stamp.Key)), cancellationToken);
        // Those for which there was no time may be gone too.
        var missing = gone.Count + unasked;
        // What share of a month is gone, the month as a whole tells.
        if (range.PartOf is { } all && missing > FewCarts)
        {
            await CompareAsync(all, null, whole: false, wasRead: false, cancellationToken);
            return;
        }
        var doubtful = missing > FewCarts && missing > held.Count / 2
            ? Known(range.Month)?.Doubtful ?? new DoubtfulRemoval(landing.ShopTime, missing) : null;
        if (doubtful is null || landing.ShopTime - doubtful.SeenAt >= Doubt)
        {
            doubtful = null;
            landing.Take([], gone, replaces: true);
        }
        landing.Merge();
        if (range.PartOf is not null)
            return;
        landing.Change(range.Month, month => month with
        {
            ComparedAt = landing.ShopTime,
            ReadAt = wasRead ? landing.ShopTime : month.ReadAt,
            Cut = !whole ? month.Cut : days is null ? null : new CutReading(0, days),
            Doubtful = doubtful,
            // What was not decided is not a known difference: the next count shows it again.
            Difference = total - month.Elements + undecided,
        });
        landing.Merge();

        async Task FetchAsync()
        {
            foreach (var ids in differing.Chunk(feed.PageSize))
                landing.Take((await feed.FetchAsync(ids, cancellationToken)).Carts, [], replaces: true);
            differing.Clear();
        }
    }

    /// <summary>The stamps of what is held of a range, by key.</summary>
    private Dictionary<long, ElementStamp> HeldOf(MonthRange range) =>
        landing.Landed.StampsOf(range.From ?? DateTime.MinValue, range.Before ?? DateTime.MaxValue);

    /// <summary>The months that are held, as the ranges of time that they stand for.</summary>
    public ImmutableArray<MonthRange> Ranges()
    {
        var since = landing.State.Since;
        DateTime[] months = [.. landing.Landed.Months.Keys];
        return months.Length == 0
            ? [new MonthRange(since ?? DateTime.MinValue, since, null)]
            :
            [
                .. months.Select((month, at) =>
                    new MonthRange(month, at == 0 ? since : month, at + 1 < months.Length ? months[at + 1] : null)),
            ];
    }

    /// <summary>Of carts that the list lacks, those that the shop does not know by their ids. What it does know by them is taken
    /// instead.</summary>
    /// <returns>Their keys; of how many others nothing can be said yet; and how many of those there was no time for.</returns>
    private async Task<(List<long> Gone, long Undecided, int Unasked)> GoneAsync(
        IEnumerable<ElementStamp> missing, CancellationToken cancellationToken)
    {
        List<long> gone = [];
        var fresh = landing.ShopTime - Fresh;
        var old = missing.Where(stamp => stamp.Created < fresh && stamp.Changed < fresh).ToList();
        var (undecided, unasked) = ((long)missing.Count() - old.Count, 0);
        foreach (var stamps in old.Chunk(feed.PageSize))
        {
            if (!hasTime())
            {
                unasked += stamps.Length;
                continue;
            }
            var page = await feed.FetchAsync([.. stamps.Select(stamp => stamp.Id.SourceText)], cancellationToken);
            // An answer that lacks rows says nothing about those that it lacks.
            if (page.Rows.Length != page.Total)
            {
                undecided += stamps.Length - page.Rows.Length;
                continue;
            }
            landing.Take(page.Carts, [], replaces: true);
            gone.AddRange(stamps.Select(stamp => stamp.Key).Except(page.Rows.Select(row => row.Id.Key)));
        }
        return (gone, undecided + unasked, unasked);
    }

    /// <summary>True if a month of the last days was not compared today, or if it is time to look again whether most of one is
    /// gone.</summary>
    private bool IsDue(LandedMonth? month, DateTime today, bool isRecent) =>
        isRecent && month?.ComparedAt?.Date != today || landing.ShopTime - month?.Doubtful?.SeenAt >= Doubt;

    /// <summary>How many carts the shop is expected to count in a month.</summary>
    private long Expected(DateTime month) =>
        landing.Landed.Months.GetValueOrDefault(month) + (Known(month) is { } known ? known.Difference : 0);

    private LandedMonth? Known(DateTime month) => landing.State.Months.FirstOrDefault(known => known.Begin == month);
}
