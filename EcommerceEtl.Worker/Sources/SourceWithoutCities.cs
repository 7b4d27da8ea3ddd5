using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources;

/// <summary>A shop of which no city is landed or loaded. What was landed with cities earlier gives rows without them.</summary>
internal sealed class SourceWithoutCities(IShopSource shop) : IShopSource
{
    public SourceKind Kind => shop.Kind;

    public string Choices => shop.Choices + " without cities";

    public IChangeFeed? Changes => shop.Changes;

    public bool IsReadDaily(Entity entity) => shop.IsReadDaily(entity);

    public Task<ShopFacts?> DescribeAsync(CancellationToken cancellationToken) => shop.DescribeAsync(cancellationToken);

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => shop.ReadAsync(ask);

    public EntityFields FieldsOf(Entity entity)
    {
        var fields = shop.FieldsOf(entity);
        var cities = CitiesOf(fields);
        return fields with
        {
            Kept = fields.Kept.ExceptBy(cities, field => field.Key).ToDictionary(),
            Dropped = [.. fields.Dropped, .. cities],
        };
    }

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => shop.MapProduct(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element)
    {
        var mapped = shop.MapCustomer(element);
        return mapped.Record is { } customer ? Without(mapped, customer with { City = "" }, Entity.Customers) : mapped;
    }

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context)
    {
        var mapped = shop.MapCart(element, context);
        return mapped.Record is { Order: { } order } cart
            ? Without(mapped, cart with { Order = order with { City = null } }, Entity.Carts) : mapped;
    }

    public Rejection? Judge(Entity entity, ReadOnlySpan<byte> element, MappingContext context) => shop.Judge(entity, element, context);

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) => shop.TryReadKey(element, out key, out text);

    private static ImmutableArray<string> CitiesOf(EntityFields fields) =>
        [.. fields.Kept.Where(field => field.Value == LeafForm.City).Select(field => field.Key)];

    /// <summary>That a city is absent is no fault of the element.</summary>
    private Mapped<T> Without<T>(Mapped<T> mapped, T record, Entity entity)
        where T : class => mapped with { Record = record, LeftOut = [.. mapped.LeftOut.Except(CitiesOf(shop.FieldsOf(entity)))] };
}
