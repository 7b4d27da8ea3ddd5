using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>Reads everything that a shop says has changed since the last pass. A list is never read by offset from its beginning, since
/// what changes meanwhile leaves the range that is read, and all that follows moves up: the reading goes on from the latest change that was
/// seen, that one included. Only what changed at one and the same time is read by offset, from the last page to the first.</summary>
internal sealed class ChangePassReader(ChangeLanding landing, IChangeFeed feed, Func<bool> hasTime)
{
    /// <summary>The next pass begins this long before the latest change that was seen: a change may show after a later one.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    /// <summary>But no longer than this before the time at which the pass began, so that a change of many carts is not read again for
    /// ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How often a list that came with fewer carts than its total is read again.</summary>
    private const int MostAgain = 2;

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
            var list = feed.Lists[pass.List];
            var page = (await feed.ChangedAsync(list, pass.Position, pass.Until, 0, feed.PageSize, cancellationToken))
                .Within(pass.Position, pass.Until, feed.PageSize);
            var isLast = page.Rows.Length < feed.PageSize && page.Total <= feed.PageSize;
            var carts = await WithElementsAsync(page.Rows, cancellationToken);
            var greatest = page.Rows.Select(row => (DateTime?)row.At).Max();
            if (!isLast && page.Rows.IsEmpty)
            {
                // None of the first rows can be read, as where the shop itself cannot: those behind them may.
                carts.AddRange(await FromLastAsync(list, pass.Position, pass.Until, cancellationToken));
                isLast = true;
            }
            else if (!isLast && greatest <= pass.Position)
            {
                carts.AddRange(await FromLastAsync(
                    list, pass.Position, pass.Position + feed.Tick - TimeSpan.FromTicks(1), cancellationToken));
                greatest = pass.Position + feed.Tick;
            }
            var seen = page.Rows.Select(row => (DateTime?)row.At).Append(pass.Greatest).Max();
            isLast |= greatest > pass.Until;
            pass = isLast
                ? pass with { List = pass.List + 1, Position = pass.From, Greatest = seen }
                : pass with { Position = greatest!.Value, Greatest = seen };
            landing.Take(carts, [], replaces: false, pass);
        }
        var next = pass.Until - Longest;
        if (pass.Greatest is { } last && last - Late > next)
            next = last - Late;
        // It may lie before the one that was: a single answer with a wrong clock must not hide what changes until that time comes.
        landing.Change(state => state with { Pass = null, Cursor = next });
        return true;
    }

    /// <summary>Reads a range by offset, from the last page to the first, until as many carts came as its total.</summary>
    private async Task<List<StampedElement>> FromLastAsync(
        string list, DateTime from, DateTime until, CancellationToken cancellationToken)
    {
        Dictionary<ElementId, FeedRow> rows = [];
        var total = (await feed.ChangedAsync(list, from, until, 0, 1, cancellationToken)).Within(from, until, 1).Total;
        for (var again = 0; again <= MostAgain; again++)
        {
            var stated = total;
            await foreach (var page in FeedPages.FromLastAsync(
                total, feed.PageSize, (skip, take) => feed.ChangedAsync(list, from, until, skip, take, cancellationToken)))
            {
                foreach (var row in page.Within(from, until, feed.PageSize).Rows)
                    rows[row.Id] = row;
                stated = page.Total;
            }
            if (rows.Count >= stated)
                break;
            total = stated;
        }
        return await WithElementsAsync(rows.Values, cancellationToken);
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
            else
                named.Add(row.Id.SourceText);
        }
        foreach (var ids in named.Distinct(StringComparer.Ordinal).Chunk(feed.PageSize))
            carts.AddRange((await feed.FetchAsync(ids, cancellationToken)).Carts);
        return carts;
    }
}
