using System.IO.Hashing;
using System.Runtime.InteropServices;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>What a shop tells of its orders as they change. An order may be placed without being changed since, so both times are asked
/// for. What is paid back moves neither of them: the comparison finds it by the state of the refunds.</summary>
internal sealed class VendureChanges(VendureList lists, int size) : IChangeFeed
{
    private const string Updated = "updatedAt";
    private const string Placed = "orderPlacedAt";
    private const string Created = "createdAt";

    /// <summary>The shop compares microseconds and states milliseconds, and some of its databases compare texts: rows this far outside of
    /// what was asked are no sign of an ignored filter.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(1);

    /// <summary>The most rows that a shop gives at once unless it is told otherwise (<c>adminListQueryLimit</c>).</summary>
    private const int MostListed = 1_000;

    private readonly PageSize _pageSize = new(size);
    private PageSize _listSize = new(ListSizeOf(size), least: 1);

    public ImmutableArray<string> Lists { get; } = [Updated, Placed];

    public TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(1);

    public int PageSize => size;

    public int ListSize { get; } = ListSizeOf(size);

    public long Bytes { get; private set; }

    public ElementStamp StampOf(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        return StampOf(JsonElement.ParseValue(ref json));
    }

    public byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element) => VendureMemory.Carry(earlier, element);

    public Task<FeedPage> ChangedAsync(
        string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken) =>
        AskAsync(
            VendureQueries.Orders(list, whole: true), Between(list, from, until + Tick), skip, take, list, (from, until),
            cancellationToken);

    public async Task<FeedPage> CreatedAsync(
        DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync();
        }
        // A shop that is set to give less at once says only that it does not understand.
        catch (EtlException error) when (error.Code == ErrorCode.UnexpectedPayload && !whole && take > size && _listSize.Now > size)
        {
            _listSize = new PageSize(size);
            return await ListAsync();
        }

        Task<FeedPage> ListAsync() => AskAsync(
            VendureQueries.Orders(Created, whole), Between(Created, from, before), skip, take, Created,
            (from ?? DateTime.MinValue, before?.AddTicks(-1) ?? DateTime.MaxValue), cancellationToken);
    }

    public Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        AskAsync(
            VendureQueries.Orders(Created, whole: true), new { id = new { @in = ids } }, 0, ids.Count, Created,
            (DateTime.MinValue, DateTime.MaxValue), cancellationToken);

    private async Task<FeedPage> AskAsync(
        string query, object? filter, long skip, int take, string sortedBy, (DateTime From, DateTime Until) range,
        CancellationToken cancellationToken)
    {
        var most = take > size ? _listSize : _pageSize;
        var pages = await most.ReadAsync(skip, take, place => lists.AskOrdersAsync(
            query,
            () =>
            {
                var (from, rows) = place();
                return new { skip = from, take = rows, filter };
            },
            (request, data, decimals, shopTime) =>
            {
                var list = data.GetProperty("list");
                return new FeedPage(
                    [
                        .. list.GetProperty("items").EnumerateArray().Select(item => Row(item, sortedBy, decimals))
                            .Where(row => !IsNear(row.At, range.From, range.Until)),
                    ],
                    list.GetProperty("totalItems").GetInt64(), shopTime);
            },
            reason => most.Failed(reason), cancellationToken));
        Bytes += pages.Sum(page => page.Bytes);
        return pages[0].Page with { Rows = [.. pages.SelectMany(page => page.Page.Rows).DistinctBy(row => row.Id)] };
    }

    private static FeedRow Row(JsonElement item, string sortedBy, int decimals)
    {
        var stamp = StampOf(item);
        return new FeedRow(
            stamp.Id, JsonParts.TimeOf(item, sortedBy), stamp,
            item.TryGetProperty("lines", out _) ? VendureList.WithDecimals(JsonMarshal.GetRawUtf8Value(item), decimals) : null);
    }

    private static ElementStamp StampOf(JsonElement order)
    {
        var seen = new StringBuilder();
        foreach (var name in (string[])[Updated, Placed, "state", "totalWithTax"])
            seen.Append(JsonParts.TextOf(order, name)).Append('|');
        foreach (var payment in JsonParts.ItemsOf(order, "payments"))
            foreach (var refund in JsonParts.ItemsOf(payment, "refunds"))
                seen.Append(JsonParts.TextOf(refund, "id")).Append(JsonParts.TextOf(refund, "state"))
                    .Append(JsonParts.TextOf(refund, Updated)).Append('|');
        return new ElementStamp(
            JsonParts.IdOf(order, "id"),
            JsonParts.TimeOf(order, Created), JsonParts.TimeOf(order, Updated),
            XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(seen.ToString())));
    }

    private static bool IsNear(DateTime time, DateTime from, DateTime until) =>
        time < from && from - time <= Coarse || time > until && time - until <= Coarse;

    private static int ListSizeOf(int size) => Math.Min(MostListed, 10 * size);

    /// <summary>The filter for a range of time; its ends are not included there.</summary>
    private Dictionary<string, object>? Between(string field, DateTime? from, DateTime? before)
    {
        if (from is null && before is null)
            return null;
        Dictionary<string, string> range = [];
        if (from > DateTime.MinValue)
            range["after"] = Text(from.Value - Tick);
        if (before is not null)
            range["before"] = Text(before.Value);
        return new Dictionary<string, object> { [field] = range };
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
