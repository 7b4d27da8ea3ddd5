using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>A shop of WooCommerce, asked through its REST API of version 3. It knows neither views nor carts; an order that is no sale is
/// a checkout that is still open.</summary>
public sealed class WooCommerceSource : IShopSource
{
    /// <summary>The store's settings that this kind uses and others do not.</summary>
    internal static readonly string[] Settings =
    [
        nameof(StoreOptions.Key), nameof(StoreOptions.Secret), nameof(StoreOptions.KeyIn), nameof(StoreOptions.SaleDate),
        nameof(StoreOptions.SaleStatuses),
    ];

    /// <summary>Requests a second unless the settings say otherwise: WooCommerce has no limit of its own, and many hosts are
    /// small.</summary>
    public const int Pace = 2;

    /// <summary>Most elements of a page that WooCommerce answers with.</summary>
    private const int MostOfPage = 100;

    private readonly WooCommerceLists _lists;
    private readonly WooCommerceRefunds _refunds;
    private readonly WooCommerceOrders _orders;
    private readonly StoreOptions _store;
    private readonly ImmutableArray<string> _moreSales;

    public WooCommerceSource(StoreOptions store, ShopClient client)
    {
        _store = store;
        var size = Math.Min(store.PageSize ?? MostOfPage, MostOfPage);
        var (key, secret) = (store.Key ?? "", store.Secret ?? "");
        _lists = new WooCommerceLists(
            client.As(key.Length == 0 ? ShopAuthentication.None
                : store.KeyIn == KeyPlace.Query ? ShopAuthentication.InQuery(("consumer_key", key), ("consumer_secret", secret))
                : ShopAuthentication.Basic(key, secret)),
            store, size);
        _refunds = new WooCommerceRefunds(_lists, size);
        _moreSales =
        [
            .. store.SaleStatuses.Select(status => status.StartsWith("wc-", StringComparison.Ordinal) ? status[3..] : status),
        ];
        _orders = new WooCommerceOrders(store.Currency, store.SaleDate, _moreSales);
        Changes = new WooCommerceChanges(_lists, _refunds, size);
    }

    public SourceKind Kind => WooCommerceKind.Kind;

    public string Choices => _store.SaleDate == SaleDate.Paid && _store.SaleStatuses.IsEmpty
        ? "" : $"{_store.SaleDate}|{string.Join('|', _store.SaleStatuses.Order(StringComparer.Ordinal))}";

    public IChangeFeed? Changes { get; }

    public async Task<ShopFacts?> DescribeAsync(CancellationToken cancellationToken) =>
        await new WooCommerceFacts(_lists, _refunds, _store, _moreSales).ReadAsync(cancellationToken);

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => ask.Entity switch
    {
        Entity.Products => _lists.ReadAsync(
            ask.Entity, "products", "status=any&orderby=id&order=asc&_fields=id,name,price,categories,average_rating,rating_count"),
        // Who has another role than that of a customer may have bought too.
        Entity.Customers => _lists.ReadAsync(ask.Entity, "customers", "role=all&orderby=id&order=asc&_fields=id,billing.city"),
        _ => ReadOrders(ask),
    };

    public bool IsReadDaily(Entity entity) => entity == Entity.Customers;

    public EntityFields FieldsOf(Entity entity) => WooCommerceKind.FieldsOf(entity);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => WooCommerceProducts.Map(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => WooCommerceCustomers.Map(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => _orders.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Number, out key, out text);

    private IAsyncEnumerable<ShopPage> ReadOrders(Ask ask)
    {
        var (from, before) = (ask.Window?.Begin, ask.Window?.End);
        return _lists.ReadAsync(
            ask.Entity, "orders",
            $"status=any&{WooCommerceChanges.Between("", from, before)}&orderby=date&order=asc"
                + $"&{WooCommerceLists.Exact}&_fields={WooCommerceChanges.Whole}",
            (request, order) =>
            {
                if (WooCommerceChanges.TimeOf(order, "date_created_gmt") is { } at && (at < from?.AddSeconds(-1) || at >= before))
                    throw new EtlException(
                        ErrorCode.UnexpectedPayload,
                        $"{request} was asked for orders of a range of time and sent one of {at:yyyy-MM-dd HH:mm:ss}Z, so it ignores the "
                        + "filter. Nothing was changed. Run without --from and --to, which reads all orders.");
            },
            ComposeAsync);
    }

    /// <summary>Adds their refunds to the orders of a page.</summary>
    private async Task<ListPage> ComposeAsync(ListPage page, CancellationToken cancellationToken)
    {
        List<(ListRow Row, JsonElement Order)> orders =
            [.. page.Rows.Where(row => row.Element is not null).Select(row => (row, JsonElement.Parse(row.Element!)))];
        var refunds = await _refunds.OfAsync([.. orders.Select(order => order.Order)], cancellationToken);
        return page with
        {
            Rows =
            [
                .. orders.Select(order => order.Row with
                {
                    Element = WooCommerceOrders.Compose(order.Order, refunds[WooCommerceRefunds.NumberOf(order.Order, "id")]),
                }),
                .. page.Rows.Where(row => row.Element is null),
            ],
        };
    }
}
