using System.Globalization;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>
/// The Fake Store API, and any shop of its shape: three bare arrays, each in one response. It has no behaviour log: a line in a cart was
/// looked at, whether it was added and bought is simulated.
/// </summary>
public sealed class FakeStoreSource(ShopClient client) : IShopSource
{
    private static readonly EntityFields _products = new(
        IdForm.Number, ["id", "title", "price", "category", "rating.rate", "rating.count"], ["description", "image"],
        new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["title"] = LeafForm.Text,
            ["price"] = LeafForm.Price,
            ["category"] = LeafForm.Text,
            ["rating.rate"] = LeafForm.Rating,
            ["rating.count"] = LeafForm.Count,
        });

    private static readonly EntityFields _customers = new(
        IdForm.Number, ["id", "address.city"],
        [
            "email", "username", "password", "phone", "name", "__v",
            "address.street", "address.number", "address.zipcode", "address.geolocation",
        ],
        new Dictionary<string, LeafForm> { ["id"] = LeafForm.Id, ["address.city"] = LeafForm.City }, customer: "id");

    private static readonly EntityFields _carts = new(
        IdForm.Number, ["id", "userId", "date", "products[].productId", "products[].quantity"], ["__v"],
        new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["userId"] = LeafForm.Id,
            ["date"] = LeafForm.Date,
            ["products[].productId"] = LeafForm.Id,
            ["products[].quantity"] = LeafForm.Quantity,
        },
        customer: "userId");

    public static SourceKind FakeStore { get; } = new(
        "FakeStore", IdForm.Number, new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated));

    public SourceKind Kind => FakeStore;

    /// <remarks>No <c>limit</c> is ever sent: it would hide the rest for good.</remarks>
    public Task ExtractAsync(Entity entity, ExtractWindow? window, EntityWriter landing, CancellationToken ct) => (entity, window) switch
    {
        (Entity.Customers, _) => client.LandArrayAsync(entity, "users", new Coverage.Complete(), landing, ct),
        (Entity.Carts, { } part) => client.LandArrayAsync(
            entity,
            // Without an end the shop would take today, and hide what is dated later.
            string.Create(CultureInfo.InvariantCulture, $"carts?startdate={part.From:yyyy-MM-dd}&enddate={part.To:yyyy-MM-dd}"),
            new Coverage.Window(part.Begin, part.End), landing, ct),
        _ => client.LandArrayAsync(entity, SnakeCase.Of(entity), new Coverage.Complete(), landing, ct),
    };

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => _products,
        Entity.Customers => _customers,
        Entity.Carts => _carts,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "The Fake Store has products, customers and carts."),
    };

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => FakeStoreProducts.Map(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => FakeStoreCustomers.Map(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => FakeStoreCarts.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Number, out key, out text);
}
