using System.Runtime.CompilerServices;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A list that a shop gives in pages, read as a whole: every element once, and none missing, or an error. A short page is never
/// taken for the end. Where the list moves while it is read it is read again from its beginning.</summary>
/// <param name="ask">The question for the page at a place.</param>
/// <param name="read">The page in an answer. It checks that each row is one that was asked for.</param>
/// <param name="size">Elements of a page at first; see <see cref="PageSize"/>.</param>
/// <param name="complete">Adds to a page what the shop has elsewhere; null where nothing is missing.</param>
internal sealed class PagedList(
    ShopClient client, Entity entity, Paging paging, Func<ListPlace, JsonQuestion> ask, Func<JsonAnswer, ListPage> read, int size,
    Func<ListPage, CancellationToken, Task<ListPage>>? complete = null)
{
    /// <summary>How often a list that moved is read again.</summary>
    public const int MostAgain = 3;

    private readonly PageSize _size = new(size);

    /// <summary>The pages, each asked for when it is read.</summary>
    public async IAsyncEnumerable<ShopPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var again = 0; ; again++)
        {
            var walk = new ListWalk(paging);
            while (!walk.IsOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ShopPage((sink, token) => ReadPageAsync(walk, sink, token)) { StartsOver = again > 0 && walk.IsNew };
            }
            if (walk.Moved is null)
                yield break;
            if (again == MostAgain)
                throw walk.Failure(again + 1);
        }
    }

    private async Task<PageAnswer> ReadPageAsync(ListWalk walk, IElementSink sink, CancellationToken cancellationToken)
    {
        ListPlace place = default;
        var (page, request) = await client.AskAsync(
            entity,
            () => ask(place = walk.Place(_size.Now)),
            answer => Tuple.Create(read(answer) with { Bytes = answer.Bytes }, answer.Request),
            // Pages with numbers have to begin where one of that size does.
            reason => _size.Failed(reason, half => paging != Paging.Number || walk.Offset % half == 0),
            cancellationToken);
        if (complete is not null)
            page = await complete(page, cancellationToken);
        sink.BeginPage();
        foreach (var row in walk.Take(page, place, request))
            if (row.Element is { } element && sink.Add(element))
                await sink.FlushAsync(cancellationToken);
        return new PageAnswer(IsUnchanged: false, page.Bytes, null, null);
    }
}
