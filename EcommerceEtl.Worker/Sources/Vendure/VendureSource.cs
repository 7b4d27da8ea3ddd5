using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>A shop of Vendure 3, asked through its admin API. It knows no views; carts and orders are one thing there, an order that is
/// placed or not yet.</summary>
public sealed class VendureSource : IShopSource
{
    /// <summary>Elements of a page, where the settings do not say.</summary>
    private const int PageSize = 100;

    private static readonly EntityFields Products = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["name"] = LeafForm.Text,
            ["variants[].id"] = LeafForm.Any,
            ["variants[].prices[].price"] = LeafForm.Amount,
            ["variants[].prices[].currencyCode"] = LeafForm.Text,
            ["collections[].id"] = LeafForm.Any,
            ["collections[].name"] = LeafForm.Text,
            ["precision"] = LeafForm.Count,
        },
        []);

    private static readonly EntityFields Customers = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["addresses[].city"] = LeafForm.City,
            ["addresses[].defaultShippingAddress"] = LeafForm.Any,
        },
        [])
    {
        Customer = "id",
    };

    private readonly VendureList _lists;
    private readonly VendureOrders _orders;
    private readonly string _currency;

    public VendureSource(StoreOptions store, ShopClient client)
    {
        _currency = store.Currency;
        _orders = new VendureOrders(store.Currency);
        var known = string.IsNullOrEmpty(store.Token)
            ? client : client.As(ShopAuthentication.Header("vendure-api-key", store.Token));
        _lists = new VendureList(known, store, store.PageSize ?? PageSize);
        Changes = new VendureChanges(_lists, store.PageSize ?? PageSize);
    }

    public IChangeFeed? Changes { get; }

    public static SourceKind Vendure { get; } = new(
        "Vendure", IdForm.NumberOrText, new StepOrigins(StepOrigin.None, StepOrigin.Observed, StepOrigin.Observed));

    public SourceKind Kind => Vendure;

    public async Task<ShopFacts?> DescribeAsync(CancellationToken cancellationToken) => await _lists.DescribeAsync(cancellationToken);

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => _lists.ReadAsync(ask);

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        Entity.Carts => VendureOrder.Fields,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Vendure has products, customers and orders."),
    };

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => VendureCatalogue.MapProduct(element, _currency);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => VendureCatalogue.MapCustomer(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => _orders.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.NumberOrText, out key, out text);
}
