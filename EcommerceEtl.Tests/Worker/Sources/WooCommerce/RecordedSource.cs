using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Http;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>WooCommerce's mapping, with the elements in three bare arrays as the Fake Store serves them.</summary>
internal sealed class RecordedSource(ShopClient client) : IShopSource
{
    private const string Name = "RecordedWooCommerce";

    private readonly FakeStoreSource _pages = new(client);
    private readonly WooCommerceOrders _orders = new("EUR", SaleDate.Paid, []);

    /// <summary>Lets a pipeline's shop serve the recorded elements, as a store in a zone.</summary>
    public static void Serve(PipelineBundle pipeline, string zone)
    {
        pipeline.MoreKinds = pipeline.MoreKinds.Add(Name, (_, client) => new RecordedSource(client));
        pipeline.Store = new StoreOptions
        { Name = "woo", Kind = Name, BaseUrl = pipeline.Shop.Url, Currency = "EUR", TimeZone = zone };
        pipeline.Clock.Now = new DateTimeOffset(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);
        pipeline.Shop.Products = Nodes(RecordedShop.Elements("products"));
        pipeline.Shop.Users = Nodes(RecordedShop.Elements("customers"));
        pipeline.Shop.Carts = Nodes(RecordedShop.Orders);

        static JsonArray Nodes(IEnumerable<byte[]> elements) => [.. elements.Select(element => JsonNode.Parse(element))];
    }

    public SourceKind Kind { get; } = WooCommerceKind.Kind with { Name = Name };

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => _pages.ReadAsync(ask);

    public EntityFields FieldsOf(Entity entity) => WooCommerceKind.FieldsOf(entity);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => WooCommerceProducts.Map(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => WooCommerceCustomers.Map(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => _orders.Map(element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Number, out key, out text);
}
