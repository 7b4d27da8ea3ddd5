using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources;

/// <summary>One shop: how its raw elements are fetched, and what they mean. Safe to use from several threads.</summary>
public interface IShopSource
{
    SourceKind Kind { get; }

    /// <summary>What the settings choose of how elements are mapped: with another text the same element may give other rows. Empty where
    /// nothing is chosen.</summary>
    string Choices => "";

    /// <summary>What the shop says of itself, for which few requests are made whatever its size. Null for a kind whose shops say
    /// nothing.</summary>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    Task<ShopFacts?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult<ShopFacts?>(null);

    /// <summary>The pages in which the shop answers. Each is asked for when it is read, and the next one only once that has ended; pages of
    /// a kind that is read whole hold everything there is when the last one has been read.</summary>
    IAsyncEnumerable<ShopPage> ReadAsync(Ask ask);

    /// <summary>What the shop tells of its carts as they change; null for a kind whose carts are read whole each time.</summary>
    IChangeFeed? Changes => null;

    /// <summary>True for a list that the shop cannot be asked about by its changes and that may be long: it is read by the first run of a
    /// day (UTC), and stands until the next one.</summary>
    bool IsReadDaily(Entity entity) => false;

    /// <summary>The fields of an entity that are landed, and those known and left out.</summary>
    EntityFields FieldsOf(Entity entity);

    /// <summary>Maps one landed element. Never throws, whatever the bytes.</summary>
    Mapped<Product> MapProduct(ReadOnlySpan<byte> element);

    /// <inheritdoc cref="MapProduct"/>
    Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element);

    /// <inheritdoc cref="MapProduct"/>
    /// <param name="context">Decides what its dates mean and which are too late.</param>
    Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context);

    /// <summary>Why an element is not acceptable by itself, whatever else the snapshot holds; null if it is.</summary>
    Rejection? Judge(Entity entity, ReadOnlySpan<byte> element, MappingContext context) => entity switch
    {
        Entity.Products => MapProduct(element).Rejection,
        Entity.Customers => MapCustomer(element).Rejection,
        _ => MapCart(element, context).Rejection,
    };

    /// <summary>Reads an element's key alone, also where the rest of it is bad. False where there is none, or two.</summary>
    /// <param name="text">The id itself where the kind's ids are texts, else null.</param>
    bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text);
}

/// <summary>What holds for every shop of one kind.</summary>
/// <param name="Name">Its name in the settings and in the table <c>stores</c>.</param>
/// <param name="OpenCarts">Which carts without a sale it tells of.</param>
public sealed record SourceKind(string Name, IdForm Ids, StepOrigins Origins, OpenCarts OpenCarts = OpenCarts.All);

/// <summary>What a shop says of itself.</summary>
/// <param name="Says">How it was asked, and what it is, for an operator.</param>
/// <param name="Counts">How many elements each entity has.</param>
/// <param name="Placed">How many of the carts are placed orders.</param>
/// <param name="First">When the first of these was placed (UTC); null if there is none.</param>
/// <param name="Last">When the last one was placed.</param>
public sealed record ShopFacts(
    string Says, ImmutableSortedDictionary<Entity, long> Counts, long Placed, DateTime? First, DateTime? Last)
{
    /// <summary>ISO 4217 code of the shop's own currency; null where it does not say.</summary>
    public string? Currency { get; init; }

    /// <summary>IANA name of the shop's own time zone; null where it does not say.</summary>
    public string? TimeZone { get; init; }
}
