using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>Reads lists of a shop page by page, and checks what it answers.</summary>
internal static class FeedPages
{
    /// <summary>Asks for a page of a list.</summary>
    public delegate Task<FeedPage> Question(long skip, int take);

    /// <summary>The pages of a list from the last one to the first, so that what leaves the list meanwhile makes none of the other rows
    /// slip through.</summary>
    /// <param name="rows">How many rows the list has.</param>
    public static async IAsyncEnumerable<FeedPage> FromLastAsync(long rows, int size, Question ask)
    {
        for (var pages = CountOf(rows, size); pages > 0; pages--)
            yield return await ask((pages - 1) * size, size);
    }

    /// <summary>How many pages a list has, and at least one.</summary>
    public static long CountOf(long rows, int size) => Math.Max(1, (rows + size - 1) / size);

    /// <summary>Asks how many carts were created in a range of time.</summary>
    /// <param name="before">The end of the range, not included.</param>
    public static async Task<FeedPage> CountAsync(
        this IChangeFeed feed, DateTime? from, DateTime? before, CancellationToken cancellationToken) =>
        (await feed.CountedAsync(from, before, cancellationToken)).Within(from, before?.AddTicks(-1), 1);

    /// <summary>The elements, by key, of all carts that changed in a range of time by any of the shop's lists. They are in memory
    /// together.</summary>
    /// <param name="until">The last moment, by the shop's clock.</param>
    public static async Task<Dictionary<long, byte[]>> ChangedSinceAsync(
        this IChangeFeed feed, DateTime from, DateTime until, CancellationToken cancellationToken)
    {
        Dictionary<long, byte[]> changed = [];
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (var list in feed.Lists)
        {
            var total = (await AskAsync(0, 1)).Total;
            await foreach (var page in FromLastAsync(total, feed.PageSize, AskAsync))
                foreach (var row in page.Within(from, until, feed.PageSize).Rows)
                    if (row.Whole is { } cart)
                        changed[row.Id.Key] = cart.Element;
                    else if (!row.IsRead && !changed.ContainsKey(row.Id.Key))
                        named.Add(row.Id.SourceText);

            Task<FeedPage> AskAsync(long skip, int take) => feed.ChangedAsync(list, from, until, skip, take, cancellationToken);
        }
        foreach (var ids in named.Chunk(feed.PageSize))
            foreach (var cart in (await feed.FetchAsync(ids, cancellationToken)).Carts)
                changed[cart.Stamp.Key] = cart.Element;
        return changed;
    }

    /// <summary>Fails if a row does not satisfy what was asked: the shop, or a cache before it, ignores the filter.</summary>
    /// <param name="until">The last moment that was asked for.</param>
    /// <param name="take">The most rows that were asked for.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.UnexpectedPayload"/>.</exception>
    public static FeedPage Within(this FeedPage page, DateTime? from, DateTime? until, int take)
    {
        if (page.Rows.Length > take)
            throw Ignored(string.Create(CultureInfo.InvariantCulture, $"was asked for {take} carts and sent {page.Rows.Length}"));
        foreach (var row in page.Rows)
            if (row.At < from || row.At > until)
                throw Ignored(string.Create(
                    CultureInfo.InvariantCulture, $"was asked for carts of {from:u} to {until:u} and sent one of {row.At:u}"));
        return page;
    }

    private static EtlException Ignored(string seen) => new(
        ErrorCode.UnexpectedPayload,
        $"The shop {seen}, so it ignores what it is asked. Nothing was changed. Look whether something between here and the shop, such as "
        + "a cache, answers for it.",
        transient: true);
}
