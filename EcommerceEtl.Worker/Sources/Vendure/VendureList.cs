using System.Runtime.InteropServices;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Asks for the lists of a shop, each sorted by its ids, page by page.</summary>
/// <param name="client">Shows the store's Token.</param>
/// <param name="size">Elements of a page.</param>
internal sealed class VendureList(ShopClient client, StoreOptions store, int size)
{
    /// <summary>What the filter of a window leaves out of account: the shop compares microseconds and states milliseconds.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(1);

    /// <summary>The API's path below BaseUrl; empty where BaseUrl names it already.</summary>
    private readonly string _path = store.PathOf(VendureQueries.Path);

    /// <summary>All elements of an entity.</summary>
    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask)
    {
        var window = ask.Entity == Entity.Carts ? ask.Window : null;
        object? filter = window is null ? null : new { createdAt = new { after = window.Begin - Coarse, before = window.End } };
        return new PagedList(
            client, ask.Entity, Paging.Offset,
            place => GraphQl.Ask(_path, VendureQueries.Of(ask.Entity), new { skip = place.Offset, take = place.Size, filter }),
            answer => InShape(answer, data => Page(answer.Request, data, window)), size).ReadAsync();
    }

    /// <summary>Asks for a page of orders.</summary>
    /// <param name="variables">Those of the query, asked for anew for each attempt.</param>
    /// <param name="read">Reads it; given the request, the answer, the decimals of amounts and the shop's time (UTC).</param>
    /// <param name="retry">Told why an attempt failed.</param>
    /// <returns>What was read, and the bytes received.</returns>
    public async Task<(T Page, long Bytes)> AskOrdersAsync<T>(
        string query, Func<object> variables, Func<SourceRequest, JsonElement, int, DateTime, T> read, Action<string> retry,
        CancellationToken cancellationToken)
    {
        var answered = await client.AskAsync(
            Entity.Carts, () => GraphQl.Ask(_path, query, variables()),
            answer => InShape(
                answer, data => Tuple.Create(read(answer.Request, data, Decimals(data), answer.Time), answer.Bytes)),
            retry, cancellationToken);
        return (answered.Item1, answered.Item2);
    }

    /// <summary>What the shop is, and how much it has.</summary>
    public Task<ShopFacts> DescribeAsync(CancellationToken cancellationToken) => client.AskAsync(
        Entity.Carts, () => GraphQl.Ask(_path, VendureQueries.Facts, new { }), answer => InShape(answer, Facts), _ => { },
        cancellationToken);

    private ShopFacts Facts(JsonElement data)
    {
        var channel = data.GetProperty("activeChannel");
        var sells = string.Join(", ", Currencies(channel));
        return new ShopFacts(
            $"{(string.IsNullOrEmpty(store.Token) ? "answers without a Token" : "knows the Token, which has the rights that are needed")}. "
            + $"Channel {SafeText.Escape(channel.GetProperty("code").GetString()!)}, which sells in {sells}; "
            + $"amounts have {Counted.Of(Decimals(data), "decimal")}. The API states no version of its own, and answers as that of "
            + "Vendure 3",
            ImmutableSortedDictionary<Entity, long>.Empty
                .Add(Entity.Carts, Total("carts")).Add(Entity.Customers, Total("customers")).Add(Entity.Products, Total("products")),
            Total("first"), Placed("first"), Placed("last"))
        {
            Currency = Currencies(channel).FirstOrDefault(),
        };

        long Total(string list) => data.GetProperty(list).GetProperty("totalItems").GetInt64();

        DateTime? Placed(string list) => data.GetProperty(list).GetProperty("items").EnumerateArray()
            .Select(order => (DateTime?)order.GetProperty("orderPlacedAt").GetDateTime().ToUniversalTime()).FirstOrDefault();
    }

    /// <summary>Reads what an answer says, where it is that of a Vendure in the store's currency.</summary>
    private T InShape<T>(JsonAnswer answer, Func<JsonElement, T> read)
    {
        var data = GraphQl.DataOf(answer, VendureQueries.Rights);
        try
        {
            RefuseCurrency(answer.Request, Currencies(data.GetProperty("activeChannel")));
            return read(data);
        }
        // What the shop leaves out although the question named it, or writes as another type.
        catch (Exception other) when (other is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered in another shape than Vendure 3 does. Check the store's BaseUrl and Kind.", inner: other);
        }
    }

    private static ListPage Page(SourceRequest request, JsonElement data, ExtractWindow? window)
    {
        var list = data.GetProperty("list");
        int? decimals = request.Entity == Entity.Customers ? null : Decimals(data);
        return new ListPage(
            [.. list.GetProperty("items").EnumerateArray().Select(item => Row(request, item, decimals, window))],
            list.GetProperty("totalItems").GetInt64());
    }

    private static int Decimals(JsonElement data) =>
        data.GetProperty("globalSettings").GetProperty("serverConfig").GetProperty("moneyStrategyPrecision").GetInt32();

    /// <summary>The currencies that a channel sells in, its own first.</summary>
    private static string[] Currencies(JsonElement channel) =>
    [
        .. channel.GetProperty("availableCurrencyCodes").EnumerateArray().Prepend(channel.GetProperty("defaultCurrencyCode"))
            .Select(code => code.GetString() ?? "").Where(code => code.Length == 3).Distinct(),
    ];

    /// <summary>The row of an element.</summary>
    /// <param name="decimals">Decimals of its amounts, which cannot be read without; null where it has no amounts.</param>
    private static ListRow Row(SourceRequest request, JsonElement item, int? decimals, ExtractWindow? window)
    {
        var id = item.GetProperty("id").ToString();
        if (window is not null)
        {
            var made = item.GetProperty("createdAt").GetDateTime().ToUniversalTime();
            if (made < window.Begin - Coarse - Coarse || made >= window.End)
                throw new EtlException(
                    ErrorCode.UnexpectedPayload,
                    $"{request} was asked for the orders of {window} and sent one of {made:yyyy-MM-dd HH:mm:ss}Z, so it ignores the "
                    + "filter. Nothing was changed. Run without --from and --to, which reads all orders.");
            if (made < window.Begin)
                return new ListRow(id, null);
        }
        // Its own bytes, whatever they are: what is wrong with one element is for the mapper to say, and costs no other.
        var raw = JsonMarshal.GetRawUtf8Value(item);
        return new ListRow(id, decimals is { } known ? WithDecimals(raw, known) : raw.ToArray());
    }

    /// <summary>An element with the decimals of its amounts.</summary>
    public static byte[] WithDecimals(ReadOnlySpan<byte> element, int decimals) =>
        [.. element[..^1], .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"precision\":{decimals}}}"))];

    /// <summary>Of a store in a currency that the shop does not sell in all orders would be skipped.</summary>
    private void RefuseCurrency(SourceRequest request, string[] sold)
    {
        if (store.Currency.Length > 0 && !sold.Contains(store.Currency, StringComparer.Ordinal))
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"{request} sells in {string.Join(", ", sold)}, and the store's currency is {store.Currency}. Nothing was changed. Set "
                + $"Stores:N:Currency to {sold.FirstOrDefault()}, under a new Name if the store has been loaded before.");
    }
}
