using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>What a shop tells of its orders as they change. That a payment was captured, or in earlier versions paid back, does not move
/// its order, so the payments are asked for too.</summary>
internal sealed class MedusaChanges(MedusaLists lists, int size) : IChangeFeed
{
    /// <summary>The fields of an order that are landed. Of its lines the shop sends all whatever is asked for.</summary>
    public const string Whole =
        "id,display_id,status,version,currency_code,created_at,updated_at,canceled_at,customer_id,shipping_address.city,"
        + "items.id,items.product_id,items.variant_id,items.quantity,items.unit_price,items.is_tax_inclusive,items.is_giftcard,"
        + "items.adjustments.amount,items.adjustments.is_tax_inclusive,items.tax_lines.rate,"
        + "items.detail.return_received_quantity,items.detail.return_dismissed_quantity,"
        + "shipping_methods.id,shipping_methods.amount,shipping_methods.is_tax_inclusive,"
        + "shipping_methods.adjustments.amount,shipping_methods.adjustments.is_tax_inclusive,shipping_methods.tax_lines.rate,"
        + "credit_lines.amount,credit_lines.created_at,summary.current_order_total,"
        + "cart.created_at,cart.items.variant_id,cart.items.created_at," + Paid;

    private const string Seen = "id,status,version,created_at,updated_at," + Paid;

    private const string Paid =
        "payment_collections.payments.id,payment_collections.payments.updated_at,payment_collections.payments.refunds.id,"
        + "payment_collections.payments.refunds.amount,payment_collections.payments.refunds.created_at,"
        + "payment_collections.payments.refunds.updated_at";

    private const string Orders = "orders";
    private const string Payments = "payments";
    private const string Created = "created_at";
    private const string Updated = "updated_at";

    private static readonly byte[] ChangesField = ",\"changes\":"u8.ToArray();

    public ImmutableArray<string> Lists { get; } = [Orders, Payments];

    public TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(1);

    public int PageSize => size;

    public int ListSize => MedusaLists.ListSizeOf(size);

    public long Bytes => lists.Bytes;

    public ElementStamp StampOf(ReadOnlySpan<byte> element)
    {
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        return StampOf(JsonElement.ParseValue(ref json));
    }

    public byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element) => MedusaMemory.Carry(earlier, element);

    public async Task<FeedPage> ChangedAsync(
        string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken)
    {
        var query = $"{Between(Updated, from, until.AddTicks(1))}&order={Updated}";
        if (list == Orders)
            return await AskAsync(query, skip, take, Updated, whole: true, (from, until), cancellationToken);
        var page = await lists.PageAsync(
            Payments, $"{query}&fields=id,{Updated},payment_collection.order.id", skip, take, cancellationToken);
        return new FeedPage(
            Within(
                // A payment may belong to a cart that became no order.
                page.Items.Select(payment => new FeedRow(
                    JsonParts.Find(payment, "payment_collection") is { } collection && JsonParts.Find(collection, "order") is { } order
                        ? JsonParts.IdOf(order, "id") : default,
                    JsonParts.TimeOf(payment, Updated), null, null)).Where(row => row.Id.Key > 0),
                from, until),
            page.Total, page.ShopTime);
    }

    public Task<FeedPage> CreatedAsync(
        DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken) =>
        AskAsync(
            $"{Between(Created, from, before)}&order={Created}", skip, take, Created, whole,
            (from ?? DateTime.MinValue, before?.AddTicks(-1) ?? DateTime.MaxValue), cancellationToken);

    public async Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var page = await AskAsync(
            string.Join('&', ids.Select(id => $"id%5B%5D={Uri.EscapeDataString(id)}")) + "&order=id", 0, ids.Count, Created, whole: true,
            (DateTime.MinValue, DateTime.MaxValue), cancellationToken);
        return page.Rows.All(row => ids.Contains(row.Id.SourceText, StringComparer.Ordinal)) ? page : throw new EtlException(
            ErrorCode.UnexpectedPayload,
            "The shop was asked for some orders by their ids and sent others, so it ignores what it is asked. Nothing was changed. Look "
            + "whether something between here and the shop, such as a cache, answers for it.",
            transient: true);
    }

    /// <summary>Parameters for a range of time. The shop compares microseconds and states milliseconds.</summary>
    /// <param name="from">First moment (UTC); null for no bound.</param>
    /// <param name="before">The moment after the last one; null for no bound.</param>
    public static string Between(string field, DateTime? from, DateTime? before)
    {
        var range = new StringBuilder();
        if (from > DateTime.MinValue)
            range.Append(CultureInfo.InvariantCulture, $"{field}%5B%24gte%5D={Text(from.Value)}");
        if (before?.Year < DateTime.MaxValue.Year)
            range.Append(range.Length > 0 ? "&" : "").Append(
                CultureInfo.InvariantCulture, $"{field}%5B%24lt%5D={Text(before.Value.AddTicks(TimeSpan.TicksPerMillisecond - 1))}");
        return range.ToString();

        static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>An order with its changes, where it has any: only then is its version above the first one.</summary>
    public async Task<byte[]> ComposeAsync(JsonElement order, CancellationToken cancellationToken)
    {
        var raw = JsonMarshal.GetRawUtf8Value(order).ToArray();
        return JsonParts.TextOf(order, "version") is "" or "1"
            || await lists.ChangesOfAsync(JsonParts.TextOf(order, "id"), cancellationToken) is not { } changes
            ? raw : [.. raw.AsSpan()[..^1], .. ChangesField, .. JsonMarshal.GetRawUtf8Value(changes), (byte)'}'];
    }

    private async Task<FeedPage> AskAsync(
        string query, long skip, int take, string sortedBy, bool whole, (DateTime From, DateTime Until) range,
        CancellationToken cancellationToken)
    {
        var page = await lists.PageAsync(Orders, $"{query}&fields={(whole ? Whole : Seen)}".TrimStart('&'), skip, take, cancellationToken);
        List<FeedRow> rows = [];
        foreach (var order in page.Items)
            rows.Add(new FeedRow(
                JsonParts.IdOf(order, "id"), JsonParts.TimeOf(order, sortedBy), StampOf(order),
                whole ? await ComposeAsync(order, cancellationToken) : null));
        return new FeedPage(Within(rows, range.From, range.Until), page.Total, page.ShopTime);
    }

    /// <summary>The rows without those that the shop's filter lets pass since it compares other fractions of a second.</summary>
    private ImmutableArray<FeedRow> Within(IEnumerable<FeedRow> rows, DateTime from, DateTime until) =>
        [.. rows.Where(row => !(row.At < from && from - row.At < Tick) && !(row.At > until && row.At - until < Tick))];

    private static ElementStamp StampOf(JsonElement order)
    {
        var seen = new StringBuilder();
        foreach (var name in (string[])[Updated, "status", "version"])
            seen.Append(JsonParts.TextOf(order, name)).Append('|');
        foreach (var payment in JsonParts.ItemsOf(order, "payment_collections").SelectMany(one => JsonParts.ItemsOf(one, "payments"))
            .OrderBy(payment => JsonParts.TextOf(payment, "id"), StringComparer.Ordinal))
        {
            seen.Append(JsonParts.TextOf(payment, Updated)).Append('|');
            foreach (var refund in JsonParts.ItemsOf(payment, "refunds")
                .OrderBy(refund => JsonParts.TextOf(refund, "id"), StringComparer.Ordinal))
                seen.Append(JsonParts.TextOf(refund, "id")).Append(JsonParts.TextOf(refund, Updated)).Append('|');
        }
        return new ElementStamp(
            JsonParts.IdOf(order, "id"), JsonParts.TimeOf(order, Created), JsonParts.TimeOf(order, Updated),
            XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(seen.ToString())));
    }
}
