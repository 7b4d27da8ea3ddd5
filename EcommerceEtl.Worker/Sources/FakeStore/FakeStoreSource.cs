using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>The Fake Store API, and any shop of its shape: three bare arrays, each in one response. It has no behaviour log: a line in a
/// cart was looked at, whether it was added and bought is simulated.</summary>
public sealed class FakeStoreSource(ShopClient client) : IShopSource
{
    private static readonly EntityFields Products = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["title"] = LeafForm.Text,
            ["price"] = LeafForm.Price,
            ["category"] = LeafForm.Text,
            ["rating.rate"] = LeafForm.Rating,
            ["rating.count"] = LeafForm.Count,
        },
        ["description", "image"]);

    private static readonly EntityFields Customers = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Id, ["address.city"] = LeafForm.City },
        [
            "email", "username", "password", "phone", "name", "__v",
            "address.street", "address.number", "address.zipcode", "address.geolocation",
        ])
    {
        Customer = "id",
    };

    private static readonly EntityFields Carts = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["userId"] = LeafForm.Id,
            ["date"] = LeafForm.Date,
            ["products[].productId"] = LeafForm.Id,
            ["products[].quantity"] = LeafForm.Quantity,
        },
        ["__v"])
    {
        Customer = "userId",
    };

    public static SourceKind FakeStore { get; } = new(
        "FakeStore", IdForm.Number, new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated));

    public SourceKind Kind => FakeStore;

    /// <remarks>No <c>limit</c> is ever sent: it would hide the rest for good.</remarks>
    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => AsyncEnumerable.Repeat(
        client.Page(ask, (ask.Entity, ask.Window) switch
        {
            (Entity.Customers, _) => "users",
            // Without an end the shop would take today, and hide what is dated later.
            (Entity.Carts, { } part) => string.Create(
                CultureInfo.InvariantCulture, $"carts?startdate={part.From:yyyy-MM-dd}&enddate={part.To:yyyy-MM-dd}"),
            _ => SnakeCase.Of(ask.Entity),
        }), 1);

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        Entity.Carts => Carts,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "The Fake Store has products, customers and carts."),
    };

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => FakeStoreProducts.Map(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => FakeStoreCustomers.Map(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => FakeStoreCarts.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Number, out key, out text);
}
