using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.DummyJson;

/// <summary>DummyJSON, and any shop of its shape: three lists that are read whole in each run, page by page. It has no behaviour log: a
/// line in a cart was looked at, whether it was added and bought is simulated.</summary>
public sealed class DummyJsonSource(StoreOptions store, ShopClient client) : IShopSource
{
    /// <summary>Elements of a page, where the settings do not say.</summary>
    private const int PageSize = 100;

    private static readonly EntityFields Products = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["title"] = LeafForm.Text,
            ["price"] = LeafForm.Price,
            ["category"] = LeafForm.Text,
            ["rating"] = LeafForm.Rating,
        },
        []);

    private static readonly EntityFields Customers = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Id, ["address.city"] = LeafForm.City },
        [
            "address.address", "address.state", "address.stateCode", "address.postalCode", "address.country", "address.coordinates",
        ])
    {
        Customer = "id",
    };

    public static SourceKind DummyJson { get; } = new(
        "DummyJson", IdForm.Number, new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated));

    public SourceKind Kind => DummyJson;

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask)
    {
        var (list, select) = ask.Entity switch
        {
            Entity.Products => ("products", "id,title,price,category,rating"),
            Entity.Customers => ("users", "id,address"),
            _ => ("carts", "id,userId,products"),
        };
        var carts = ask.Entity == Entity.Carts ? new SeenCarts(ask) : null;
        return new PagedList(
            client, ask.Entity, Paging.Offset,
            place => new JsonQuestion(string.Create(
                CultureInfo.InvariantCulture, $"{list}?limit={place.Size}&skip={place.Offset}&select={select}")),
            answer => PageOf(answer, list, carts), store.PageSize ?? PageSize, carts is null ? null : carts.RememberAsync).ReadAsync();
    }

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        Entity.Carts => DummyJsonMap.Carts,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "DummyJSON has products, customers and carts."),
    };

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => DummyJsonMap.Product(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => DummyJsonMap.Customer(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => DummyJsonMap.Cart(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Number, out key, out text);

    private static ListPage PageOf(JsonAnswer answer, string list, SeenCarts? carts)
    {
        carts?.Answered(answer);
        var root = answer.Root;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(list, out var items) || items.ValueKind != JsonValueKind.Array)
            throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered with JSON that has no list {list}. Check the store's BaseUrl and Kind. {answer.Request.Look}");
        return new ListPage(
            [.. items.EnumerateArray().Select(ListRow.Of)],
            root.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var count)
                ? count : null);
    }
}
