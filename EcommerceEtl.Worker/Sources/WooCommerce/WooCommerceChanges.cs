using System.IO.Hashing;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>What a shop tells of its orders as they change. What is paid back need not move an order's time of change, so the refunds are
/// asked for too, by when they were made.</summary>
internal sealed class WooCommerceChanges(WooCommerceLists lists, WooCommerceRefunds refunds, int size) : IChangeFeed
{
    /// <summary>The fields of an order that are landed, and those that say which refunds it has.</summary>
    public const string Whole =
        "id,number,status,currency,date_created_gmt,date_modified_gmt,date_paid_gmt,total,total_tax,customer_id,billing.city,"
        + "line_items,fee_lines,shipping_lines,refunds";

    private const string Seen = "id,status,date_created_gmt,date_modified_gmt,total,refunds";
    private const string Orders = "orders";
    private const string Refunds = "refunds";
    private const string Created = "date_created_gmt";
    private const string Modified = "date_modified_gmt";

    private static readonly DateTime Earliest = DateTime.UnixEpoch;

    public ImmutableArray<string> Lists { get; } = [Orders, Refunds];

    public TimeSpan Tick { get; } = TimeSpan.FromSeconds(1);

    public int PageSize => size;

    public long Bytes => lists.Bytes;

    public ElementStamp StampOf(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        var order = JsonElement.ParseValue(ref json);
        return StampOf(order, new RefundRoute(true, null).IdsOf(order));
    }

    public async Task<FeedPage> ChangedAsync(
        string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken)
    {
        var range = Between("", from, until.AddTicks(1));
        if (list == Orders)
        {
            refunds.Expect(range, until);
            return await AskAsync(
                $"{Between("modified_", from, until.AddTicks(1))}&orderby=modified&order=asc", skip, take, Modified, whole: true,
                (from, until), cancellationToken);
        }
        var page = await refunds.MadeAsync(range, skip, take, cancellationToken);
        return new FeedPage(
            Within(
                page.Items.Select(refund => new FeedRow(
                    new ElementId(WooCommerceRefunds.NumberOf(refund, "parent_id"), null), TimeOf(refund, Created) ?? from, null, null)
                {
                    IsRead = refunds.IsComposed(WooCommerceRefunds.NumberOf(refund, "id")),
                }),
                from, until),
            page.Total, page.ShopTime);
    }

    public async Task<FeedPage> CountedAsync(DateTime? from, DateTime? before, CancellationToken cancellationToken)
    {
        var page = await OrdersAsync($"{Between("", from, before)}&orderby=date&order=asc&_fields=id,{Created}", 0, 1, cancellationToken);
        return new FeedPage(
            Within(
                page.Items.Select(order => new FeedRow(IdOf(order), TimeOf(order, Created) ?? from ?? DateTime.UnixEpoch, null, null)),
                from ?? DateTime.MinValue, before?.AddTicks(-1) ?? DateTime.MaxValue),
            page.Total, page.ShopTime);
    }

    public Task<FeedPage> CreatedAsync(
        DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken) =>
        AskAsync(
            $"{Between("", from, before)}&orderby=date&order=asc", skip, take, Created, whole,
            (from ?? DateTime.MinValue, before?.AddTicks(-1) ?? DateTime.MaxValue), cancellationToken);

    public async Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var page = await AskAsync(
            $"include={string.Join(',', ids)}&orderby=id&order=asc", 0, ids.Count, Created, whole: true,
            (DateTime.MinValue, DateTime.MaxValue), cancellationToken);
        return page.Rows.All(row => ids.Contains(row.Id.SourceText, StringComparer.Ordinal)) ? page : throw new EtlException(
            ErrorCode.UnexpectedPayload,
            "The shop was asked for some orders by their ids and sent others, so it ignores what it is asked. Nothing was changed. Look "
            + "whether something between here and the shop, such as a cache, answers for it.",
            transient: true);
    }

    /// <summary>Parameters for a range of time. Both are without their own moment, and the shop compares whole seconds; a zone in them
    /// would be taken for the shop's.</summary>
    /// <param name="prefix">Of the parameters' names: <c>modified_</c>, or nothing for the time of creation.</param>
    /// <param name="from">First moment (UTC); null for no bound.</param>
    /// <param name="before">The moment after the last one; null for no bound.</param>
    public static string Between(string prefix, DateTime? from, DateTime? before)
    {
        var range = new StringBuilder("dates_are_gmt=true");
        if (from > Earliest)
            range.Append(CultureInfo.InvariantCulture, $"&{prefix}after={from.Value.AddSeconds(-1):yyyy-MM-dd'T'HH:mm:ss}");
        if (before is { } end && end.Year < DateTime.MaxValue.Year)
            range.Append(
                CultureInfo.InvariantCulture, $"&{prefix}before={end.AddTicks(TimeSpan.TicksPerSecond - 1):yyyy-MM-dd'T'HH:mm:ss}");
        return range.ToString();
    }

    /// <summary>A time of an element (UTC); null where it states none that can be read.</summary>
    public static DateTime? TimeOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && DateTime.TryParse(
                value.GetString(), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;

    private async Task<FeedPage> AskAsync(
        string query, long skip, int take, string sortedBy, bool whole, (DateTime From, DateTime Until) range,
        CancellationToken cancellationToken)
    {
        var page = await OrdersAsync(
            $"{query}&{WooCommerceLists.Exact}&_fields={(whole ? Whole : Seen)}", skip, take, cancellationToken);
        var route = await refunds.RouteAsync(page.Items, cancellationToken);
        var parts = whole ? await refunds.OfAsync(page.Items, cancellationToken) : null;
        return new FeedPage(
            Within(
                page.Items.Select(order =>
                {
                    // Of a time that cannot be read the mapping complains.
                    var at = TimeOf(order, sortedBy) ?? TimeOf(order, Created) ?? range.From;
                    var id = IdOf(order);
                    if (parts is null)
                        return new FeedRow(id, at, StampOf(order, route.IdsOf(order)), null);
                    var element = WooCommerceOrders.Compose(order, parts[id.Key]);
                    return new FeedRow(id, at, StampOf(element), element);
                }),
                range.From, range.Until),
            page.Total, page.ShopTime);
    }

    private async Task<RestPage> OrdersAsync(string query, long skip, int take, CancellationToken cancellationToken)
    {
        var page = await lists.PageAsync(Orders, $"status=any&{query}", skip, take, cancellationToken);
        return !page.IsMissing ? page : throw new EtlException(
            ErrorCode.SourceError,
            "The shop knows no list of orders (404). Look whether WooCommerce is active there and its REST API of version 3 is on, and "
            + "check the store's BaseUrl and Kind.");
    }

    /// <summary>The rows without those that the shop's filter lets pass since it compares whole seconds.</summary>
    private ImmutableArray<FeedRow> Within(IEnumerable<FeedRow> rows, DateTime from, DateTime until) =>
        [.. rows.Where(row => !(row.At < from && from - row.At < Tick) && !(row.At > until && row.At - until < Tick))];

    private static ElementId IdOf(JsonElement order) =>
        new(WooCommerceRefunds.NumberOf(order, "id") is var id && ShopKey.IsNumber(id) ? id : 0, null);

    private static ElementStamp StampOf(JsonElement order, ImmutableArray<long> refunds)
    {
        var seen = new StringBuilder();
        foreach (var name in (string[])[Created, Modified, "status", "total"])
            seen.Append(
                order.ValueKind != JsonValueKind.Object || !order.TryGetProperty(name, out var value) ? ""
                // However many decimals it is asked for with.
                : name == "total" && decimal.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var total)
                    ? total.ToString("0.######", CultureInfo.InvariantCulture) : value.ToString()).Append('|');
        seen.AppendJoin('|', refunds);
        var created = TimeOf(order, Created) ?? DateTime.UnixEpoch;
        return new ElementStamp(
            IdOf(order), created, TimeOf(order, Modified) ?? created, XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(seen.ToString())));
    }
}
