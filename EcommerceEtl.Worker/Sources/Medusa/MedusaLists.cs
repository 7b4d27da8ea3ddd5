using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>Asks for the lists of a shop through its admin API.</summary>
/// <param name="client">Shows the store's Token.</param>
/// <param name="size">Elements of a page at first.</param>
internal sealed class MedusaLists(ShopClient client, StoreOptions store, int size)
{
    private const int MostListed = 1_000;

    private const string Api = "admin";

    /// <summary>Where the API lies below the store's BaseUrl, with a slash at its end; empty where BaseUrl names it already.</summary>
    private readonly string _path = store.PathOf(Api + "/");

    private readonly PageSize _size = new(size);
    private readonly PageSize _listSize = new(ListSizeOf(size), least: 1);

    /// <summary>Bytes received so far, after decompression.</summary>
    public long Bytes { get; private set; }

    /// <summary>A part of a list.</summary>
    /// <param name="list">Its path below the API, which is also its name in the answer, such as <c>orders</c>.</param>
    /// <param name="query">Filter, order and fields.</param>
    /// <param name="skip">Rows before the part.</param>
    /// <param name="take">Most rows of it.</param>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    public Task<RestPage> PageAsync(string list, string query, long skip, int take, CancellationToken cancellationToken)
    {
        var most = take > size ? _listSize : _size;
        return RestPage.ReadAsync(
            most, skip, take, (from, rows) => PathOf(list, query, from, rows),
            path => AskAsync(path, answer => PageOf(answer, list), most, cancellationToken));
    }

    /// <summary>Rows that are asked for at once where a row is small.</summary>
    /// <param name="size">Rows of another page.</param>
    public static int ListSizeOf(int size) => Math.Min(MostListed, 20 * size);

    /// <summary>What became of an order since it was placed.</summary>
    /// <returns>The list of its changes; null if the order is gone by now.</returns>
    public async Task<JsonElement?> ChangesOfAsync(string order, CancellationToken cancellationToken)
    {
        var path = $"orders/{Uri.EscapeDataString(order)}/changes"
            + "?fields=id,status,confirmed_at,actions.action,actions.reference_id,actions.details";
        var answered = await AskAsync(
            () => path,
            answer => Tuple.Create(answer.IsMissing ? (JsonElement?)null : ListOf(answer, "order_changes").Clone()), _size,
            cancellationToken);
        return answered.Item1;
    }

    /// <summary>All elements of a list in the order of their ids, page by page.</summary>
    /// <param name="list">Its path below the API.</param>
    /// <param name="query">Filter and fields.</param>
    /// <param name="check">Fails for an element that was not asked for.</param>
    /// <param name="complete">Adds to the elements of a page what the shop has elsewhere; null for other lists.</param>
    public IAsyncEnumerable<ShopPage> ReadAsync(
        Entity entity, string list, string query, Action<SourceRequest, JsonElement>? check = null,
        Func<ListPage, CancellationToken, Task<ListPage>>? complete = null) => new PagedList(
            client, entity, Paging.Offset, place => new JsonQuestion(_path + PathOf(list, $"{query}&order=id", place.Offset, place.Size)),
            answer =>
            {
                var page = PageOf(answer, list);
                foreach (var item in page.Items)
                    check?.Invoke(answer.Request, item);
                return new ListPage([.. page.Items.Select(ListRow.Of)], page.Total);
            }, size, complete).ReadAsync();

    private static string PathOf(string list, string query, long skip, int take) =>
        string.Create(CultureInfo.InvariantCulture, $"{list}?{query}&offset={skip}&limit={take}");

    private async Task<T> AskAsync<T>(
        Func<string> path, Func<JsonAnswer, T> read, PageSize most, CancellationToken cancellationToken)
        where T : class => await client.AskAsync(
            Entity.Carts, () => new JsonQuestion(_path + path()),
            answer =>
            {
                Bytes += answer.Bytes;
                return read(answer);
            },
            reason => most.Failed(reason), cancellationToken, mayBeMissing: true);

    private static RestPage PageOf(JsonAnswer answer, string list)
    {
        var items = ListOf(answer, list);
        return answer.Root.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Number
            ? new RestPage([.. items.EnumerateArray().Select(item => item.Clone())], count.GetInt64(), answer.Time)
            : throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered without the number of its rows (count). Check the store's BaseUrl and Kind. "
                + answer.Request.Look);
    }

    private static JsonElement ListOf(JsonAnswer answer, string list) =>
        JsonParts.Find(answer.Root, list) is { ValueKind: JsonValueKind.Array } items ? items : throw new EtlException(
            ErrorCode.UnexpectedPayload,
            $"{answer.Request} answered with JSON that has no list {list}: it is no Medusa 2, or none of this address. Check the store's "
            + $"BaseUrl and Kind. {answer.Request.Look}");
}
