using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Asks for the lists of a shop through its REST API, version 3.</summary>
/// <param name="client">Shows the store's Key and Secret.</param>
/// <param name="size">Elements of a page at first.</param>
internal sealed class WooCommerceLists(ShopClient client, StoreOptions store, int size)
{
    /// <summary>Asks for amounts as the shop keeps them: it rounds those of lines to cents otherwise, and shops that round the tax of
    /// an order as a whole would not add up.</summary>
    public const string Exact = "dp=6";

    private const string Api = "wp-json/wc/v3";

    /// <summary>Where the API lies below the store's BaseUrl, with a slash at its end; empty where BaseUrl names it already.</summary>
    private readonly string _path = store.PathOf(Api + "/");

    private readonly PageSize _size = new(size);

    /// <summary>Bytes received so far, after decompression.</summary>
    public long Bytes { get; private set; }

    /// <summary>A part of a list.</summary>
    /// <param name="list">Its path below the API, such as <c>orders</c>.</param>
    /// <param name="query">Filter, order and fields.</param>
    /// <param name="skip">Rows before the part.</param>
    /// <param name="take">Most rows of it, 1 to 100; where the shop cannot bear so many they are asked for in smaller parts.</param>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    public Task<RestPage> PageAsync(string list, string query, long skip, int take, CancellationToken cancellationToken) =>
        RestPage.ReadAsync(
            _size, skip, take,
            (from, rows) => string.Create(CultureInfo.InvariantCulture, $"{list}?{query}&offset={from}&per_page={rows}"),
            path => AskAsync(path, cancellationToken));

    /// <summary>All elements of a list, page by page. Of orders each is composed with its refunds.</summary>
    /// <param name="list">Its path below the API.</param>
    /// <param name="query">Filter, order and fields.</param>
    /// <param name="check">Fails for an element that was not asked for.</param>
    /// <param name="compose">Turns the orders of a page into elements that are landed; null for other lists.</param>
    public IAsyncEnumerable<ShopPage> ReadAsync(
        Entity entity, string list, string query, Action<SourceRequest, JsonElement>? check = null,
        Func<ListPage, CancellationToken, Task<ListPage>>? compose = null)
    {
        ListPlace asked = default;
        return new PagedList(
            client, entity, Paging.Number,
            place =>
            {
                asked = place;
                return new JsonQuestion(string.Create(
                    CultureInfo.InvariantCulture, $"{_path}{list}?{query}&page={place.Number}&per_page={place.Size}"));
            },
            answer =>
            {
                var page = Read(answer);
                foreach (var item in page.Items)
                    check?.Invoke(answer.Request, item);
                return new ListPage(
                    [.. page.Items.Select(ListRow.Of), .. Unreadable(page, asked)], page.Total);
            }, size, compose).ReadAsync();
    }

    /// <summary>One document that a key of few rights may not see, or that some shops do not have.</summary>
    /// <param name="path">Path and query below the API, or below the shop's REST API as a whole.</param>
    /// <param name="ofWordPress">True for the latter, which is asked without the key: WordPress refuses one that is not its own.</param>
    /// <returns>Null if there is none to be had.</returns>
    public async Task<JsonElement?> FindAsync(string path, bool ofWordPress, CancellationToken cancellationToken)
    {
        try
        {
            return (await (ofWordPress ? client.As(ShopAuthentication.None) : client).AskAsync(
                Entity.Carts,
                () => new JsonQuestion(!ofWordPress ? _path + path : _path.Length > 0 ? $"wp-json/{path}" : $"../../{path}"),
                answer => Tuple.Create(answer.Root.Clone()), _ => { }, cancellationToken)).Item1;
        }
        catch (EtlException refused) when (
            !refused.Transient && refused.Code is ErrorCode.SourceRefused or ErrorCode.SourceError or ErrorCode.UnexpectedPayload)
        {
            return null;
        }
    }

    /// <summary>Rows for those that the shop counts and cannot read itself: it leaves them out of the page that they are on.</summary>
    private static IEnumerable<ListRow> Unreadable(RestPage page, ListPlace place)
    {
        // A page with nothing on it says nothing.
        var missing = page.Items.IsEmpty ? 0 : Math.Min(place.Size, page.Total - place.Offset) - page.Items.Length;
        for (var row = 0; row < missing; row++)
            yield return new ListRow(string.Create(CultureInfo.InvariantCulture, $"unreadable {place.Offset} {row}"), null);
    }

    private async Task<RestPage> AskAsync(Func<string> path, CancellationToken cancellationToken)
    {
        var (page, bytes) = await client.AskAsync(
            Entity.Carts, () => new JsonQuestion(_path + path()), answer => Tuple.Create(Read(answer), answer.Bytes),
            reason => _size.Failed(reason), cancellationToken, mayBeMissing: true);
        Bytes += bytes;
        return page;
    }

    private static RestPage Read(JsonAnswer answer)
    {
        if (answer.IsMissing && answer.Root.ValueKind == JsonValueKind.Object)
            return new RestPage([], 0, answer.Time) { IsMissing = true };
        if (answer.Root.ValueKind != JsonValueKind.Array)
            throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered with a JSON object where a list was expected. Check the store's BaseUrl and Kind. "
                + answer.Request.Look);
        return new RestPage([.. answer.Root.EnumerateArray().Select(item => item.Clone())], TotalOf(answer), answer.Time);
    }

    private static long TotalOf(JsonAnswer answer) =>
        answer.Headers.TryGetValues("X-WP-Total", out var values)
            && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? total
            : throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered without the number of its rows (the header X-WP-Total). Nothing was changed. Check the store's "
                + "BaseUrl and Kind, and whether something between here and the shop takes the header away.");
}
