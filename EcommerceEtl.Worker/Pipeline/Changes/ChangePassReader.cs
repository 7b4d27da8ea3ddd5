using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>Reads everything that a shop says has changed since the last pass. A list is never read by offset from its beginning, since
/// what changes meanwhile leaves the range that is read, and all that follows moves up: the reading goes on from the latest change that was
/// seen, that one included. Only what changed at one and the same time is read by offset, from the last page to the first. Each page is
/// kept as it comes.</summary>
internal sealed class ChangePassReader(ChangeLanding landing, IChangeFeed feed, Func<bool> hasTime)
{
    /// <summary>The next pass begins this long before the latest change that was seen: a change may show after a later one.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    /// <summary>But no longer than this before the time at which the pass began, so that a change of many carts is not read again for
    /// ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How often a list that came with fewer carts than its total is read again.</summary>
    private const int MostAgain = 2;

    /// <summary>The earliest time that an answer stated. A later one at the beginning was a wrong clock's.</summary>
    private DateTime _shopTime = DateTime.MaxValue;

    /// <summary>Reads on with the pass that was cut, or begins one.</summary>
    /// <returns>True if all that changed was read.</returns>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var cursor = landing.State.Cursor;
        var pass = landing.State.Pass ?? new ChangePass(cursor, landing.ShopTime, 0, cursor, null);
        while (pass.List < feed.Lists.Length)
        {
            if (!hasTime())
                return false;
            pass = pass.Paged is { } range
                ? await ReadRangeAsync(pass, range, cancellationToken) : await ReadPageAsync(pass, cancellationToken);
        }
        var next = (_shopTime < pass.Until ? _shopTime : pass.Until) - Longest;
        if (pass.Greatest is { } last && last - Late > next)
            next = last - Late;
        // It may lie before the one that was: a single answer with a wrong clock must not hide what changes until that time comes.
        landing.Change(state => state with { Pass = null, Cursor = next });
        return true;
    }

    /// <summary>Reads the page of what changed at the pass's position and later.</summary>
    /// <returns>The pass behind it.</returns>
    private async Task<ChangePass> ReadPageAsync(ChangePass pass, CancellationToken cancellationToken)
    {
        var page = (await feed.ChangedAsync(feed.Lists[pass.List], pass.Position, pass.Until, 0, feed.PageSize, cancellationToken))
            .Within(pass.Position, pass.Until, feed.PageSize);
        pass = pass with { Greatest = GreatestOf(page, pass) };
        if (page.Rows.Length < feed.PageSize && page.Total <= feed.PageSize)
            pass = NextList(pass);
        else if (page.Rows.IsEmpty || !IsAscending(page))
            // None of the first rows can be read, as where the shop itself cannot: those behind them may. Or the shop sorts by another time
            // than it states, as WordPress by the local one, which goes back by an hour once a year.
            pass = pass with { Paged = new PagedRange(pass.Until, null) };
        else if (page.Rows.Max(row => row.At) is var greatest && greatest > pass.Position)
            pass = pass with { Position = greatest };
        else
            pass = pass with { Paged = new PagedRange(pass.Position + feed.Tick - TimeSpan.FromTicks(1), null) };
        landing.Take(await WithElementsAsync(page.Rows, cancellationToken), [], replaces: false, pass);
        return pass;
    }

    /// <summary>Reads a range by offset, from the last page to the first, until as many carts came as its total or there is no time
    /// left.</summary>
    /// <returns>The pass behind what was read.</returns>
    private async Task<ChangePass> ReadRangeAsync(ChangePass pass, PagedRange range, CancellationToken cancellationToken)
    {
        HashSet<ElementId> seen = [];
        var list = feed.Lists[pass.List];
        var goesOn = range.Rows is not null;
        var left = PagesOf(range.Rows ?? (await AskAsync(0, 1)).Total);
        for (var again = 0; again <= MostAgain; again++)
        {
            var stated = 0L;
            await foreach (var page in FeedPages.FromLastAsync(left * feed.PageSize, feed.PageSize, AskAsync))
            {
                left--;
                stated = page.Total;
                seen.UnionWith(page.Rows.Select(row => row.Id));
                pass = pass with { Greatest = GreatestOf(page, pass), Paged = range with { Rows = left * feed.PageSize } };
                landing.Take(await WithElementsAsync(page.Rows, cancellationToken), [], replaces: false, pass);
                if (left > 0 && !hasTime())
                    return pass;
            }
            // How many came before a reading that is gone on with, nobody knows any more.
            if (goesOn || seen.Count >= stated)
                break;
            left = PagesOf(stated);
        }
        pass = range.Until >= pass.Until ? NextList(pass) : pass with { Position = range.Until + TimeSpan.FromTicks(1), Paged = null };
        landing.Take([], [], replaces: false, pass);
        return pass;

        long PagesOf(long rows) => FeedPages.CountOf(rows, feed.PageSize);

        async Task<FeedPage> AskAsync(long skip, int take) =>
            (await feed.ChangedAsync(list, pass.Position, range.Until, skip, take, cancellationToken))
            .Within(pass.Position, range.Until, take);
    }

    private static bool IsAscending(FeedPage page) =>
        page.Rows.Zip(page.Rows.Skip(1)).All(pair => pair.First.At <= pair.Second.At);

    private static ChangePass NextList(ChangePass pass) => pass with { List = pass.List + 1, Position = pass.From, Paged = null };

    private DateTime? GreatestOf(FeedPage page, ChangePass pass)
    {
        _shopTime = page.ShopTime < _shopTime ? page.ShopTime : _shopTime;
        return page.Rows.Select(row => (DateTime?)row.At).Append(pass.Greatest).Max();
    }

    /// <summary>The carts of some rows. Those that the list only names are fetched; one that is gone by now is left to the
    /// comparison.</summary>
    private async Task<List<StampedElement>> WithElementsAsync(
        IEnumerable<FeedRow> rows, CancellationToken cancellationToken)
    {
        List<StampedElement> carts = [];
        List<string> named = [];
        foreach (var row in rows)
        {
            if (row.Whole is { } cart)
                carts.Add(cart);
            else if (!row.IsRead)
                named.Add(row.Id.SourceText);
        }
        foreach (var ids in named.Distinct(StringComparer.Ordinal).Chunk(feed.PageSize))
            carts.AddRange((await feed.FetchAsync(ids, cancellationToken)).Carts);
        return carts;
    }
}
