using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>A shop of Medusa 2, asked through its admin API. It knows no views, and of carts those that became orders.</summary>
public sealed class MedusaSource : IShopSource
{
    /// <summary>Elements of a page, where the settings do not say.</summary>
    private const int PageSize = 50;

    private readonly MedusaLists _lists;
    private readonly MedusaChanges _changes;
    private readonly MedusaOrders _orders;
    private readonly StoreOptions _store;

    public MedusaSource(StoreOptions store, ShopClient client)
    {
        _store = store;
        var size = store.PageSize ?? PageSize;
        _lists = new MedusaLists(
            string.IsNullOrEmpty(store.Token) ? client : client.As(ShopAuthentication.Basic(store.Token, "")), store, size);
        _changes = new MedusaChanges(_lists, size);
        _orders = new MedusaOrders(store.Currency);
    }

    public SourceKind Kind => MedusaKind.Kind;

    public IChangeFeed? Changes => _changes;

    public async Task<ShopFacts?> DescribeAsync(CancellationToken cancellationToken)
    {
        var shops = await _lists.PageAsync(
            "stores", "fields=id,supported_currencies.currency_code,supported_currencies.is_default", 0, 1, cancellationToken);
        var currencies = shops.Items.SelectMany(shop => JsonParts.ItemsOf(shop, "supported_currencies"))
            .Select(one => (
                Code: JsonParts.TextOf(one, "currency_code").ToUpperInvariant(),
                IsDefault: JsonParts.Find(one, "is_default") is { ValueKind: JsonValueKind.True }))
            .Where(one => one.Code.Length == 3 && one.Code.All(char.IsAsciiLetter)).OrderByDescending(one => one.IsDefault)
            .Select(one => one.Code).ToList();
        if (_store.Currency.Length > 0 && currencies.Count > 0 && !currencies.Contains(_store.Currency, StringComparer.Ordinal))
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"The shop sells in {string.Join(", ", currencies)}, and the store's currency is {_store.Currency}. Nothing was changed. "
                + $"Set Stores:N:Currency to {currencies[0]}, under a new Name if the store has been loaded before.");
        var first = await OneAsync("orders", "order=created_at&fields=id,created_at");
        var last = await OneAsync("orders", "order=-created_at&fields=id,created_at");
        return new ShopFacts(
            (string.IsNullOrEmpty(_store.Token) ? "answers without a Token" : "knows the Token")
            + $". It sells in {string.Join(", ", currencies)}",
            ImmutableSortedDictionary<Entity, long>.Empty
                .Add(Entity.Carts, first.Total).Add(Entity.Customers, (await OneAsync("customers", "fields=id")).Total)
                .Add(Entity.Products, (await OneAsync("products", "fields=id")).Total),
            first.Total, TimeOf(first), TimeOf(last))
        {
            Currency = currencies.FirstOrDefault(),
        };

        Task<RestPage> OneAsync(string list, string query) => _lists.PageAsync(list, query, 0, 1, cancellationToken);

        static DateTime? TimeOf(RestPage page) =>
            page.Items.Select(order => (DateTime?)JsonParts.TimeOf(order, "created_at")).FirstOrDefault();
    }

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => ask.Entity switch
    {
        Entity.Products => _lists.ReadAsync(
            ask.Entity, "products", "fields=id,title,categories.id,categories.name,collection.title,variants.id,variants.prices.id,"
            + "variants.prices.amount,variants.prices.currency_code"),
        Entity.Customers => _lists.ReadAsync(ask.Entity, "customers", "fields=id,addresses.city,addresses.is_default_shipping"),
        _ => ReadOrders(ask),
    };

    public EntityFields FieldsOf(Entity entity) => MedusaKind.FieldsOf(entity);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => MedusaCatalogue.MapProduct(element, _store.Currency);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => MedusaCatalogue.MapCustomer(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => _orders.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.NumberOrText, out key, out text);

    private IAsyncEnumerable<ShopPage> ReadOrders(Ask ask)
    {
        var (from, before) = (ask.Window?.Begin, ask.Window?.End);
        return _lists.ReadAsync(
            ask.Entity, "orders", $"{MedusaChanges.Between("created_at", from, before)}&fields={MedusaChanges.Whole}".TrimStart('&'),
            (request, order) =>
            {
                if (JsonParts.TimeOf(order, "created_at") is var at && (at < from || at >= before))
                    throw new EtlException(
                        ErrorCode.UnexpectedPayload,
                        $"{request} was asked for orders of a range of time and sent one of {at:yyyy-MM-dd HH:mm:ss}Z, so it ignores the "
                        + "filter. Nothing was changed. Run without --from and --to, which reads all orders.");
            },
            ComposeAsync);
    }

    /// <summary>Adds their changes to the orders of a page.</summary>
    private async Task<ListPage> ComposeAsync(ListPage page, CancellationToken cancellationToken)
    {
        List<ListRow> rows = [];
        foreach (var row in page.Rows)
            rows.Add(row with { Element = await _changes.ComposeAsync(JsonElement.Parse(row.Element!), cancellationToken) });
        return page with { Rows = rows };
    }
}
