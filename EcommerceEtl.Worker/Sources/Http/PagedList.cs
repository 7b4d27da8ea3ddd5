using System.Runtime.CompilerServices;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A list that a shop gives in pages, read as a whole: every element once, and none missing, or an error. A short page is never
/// taken for the end. Where the list moves while it is read it is read again from its beginning.</summary>
/// <param name="ask">The question for the page at a place.</param>
/// <param name="read">The page in an answer. It checks that each row is one that was asked for.</param>
/// <param name="size">Elements of a page; a page that times out is asked for with fewer, down to an eighth.</param>
internal sealed class PagedList(
    ShopClient client, Entity entity, Paging paging, Func<ListPlace, JsonQuestion> ask, Func<JsonAnswer, ListPage> read, int size)
{
    /// <summary>How often a list that moved is read again.</summary>
    public const int MostAgain = 3;

    /// <summary>A page that times out is made smaller down to the size divided by this.</summary>
    private const int SmallestPart = 8;

    private static readonly string[] TimeOuts = ["time_out", "status_408", "status_504", "status_524"];

    private readonly int _least = Math.Max(1, (size + SmallestPart - 1) / SmallestPart);
    private int _size = size;

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
            () => ask(place = walk.Place(_size)),
            answer => Tuple.Create(read(answer) with { Bytes = answer.Bytes }, answer.Request),
            reason => _size = TimeOuts.Contains(reason) ? Smaller(walk.Offset) : _size,
            cancellationToken);
        sink.BeginPage();
        foreach (var row in walk.Take(page, place, request))
            if (row.Element is { } element && sink.Add(element))
                await sink.FlushAsync(cancellationToken);
        return new PageAnswer(IsUnchanged: false, page.Bytes, null, null);
    }

    /// <summary>The next smaller size of a page. Pages with numbers have to begin where one of that size does.</summary>
    private int Smaller(long offset)
    {
        for (var half = _size / 2; half >= _least; half--)
            if (paging != Paging.Number || offset % half == 0)
                return half;
        return _size;
    }
}
