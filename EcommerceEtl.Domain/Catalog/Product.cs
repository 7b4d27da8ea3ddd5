namespace EcommerceEtl.Domain.Catalog;

/// <summary>A product as the shop describes it today.</summary>
/// <param name="Title">Its name, with outer white space removed; empty where the shop states none, never in the catalogue.</param>
/// <param name="Category">The shop's category, in the shop's spelling; <see cref="NoCategory"/> where it states none.</param>
/// <param name="Price">Price of one unit, 0 to <see cref="Quality.ValueLimits.MaxPrice"/>, 4 decimals.</param>
/// <param name="Rating">Mean rating, 2 decimals; null where the shop states none.</param>
/// <param name="RatingCount">Number of ratings; null where the shop states none.</param>
public sealed record Product(ProductId Id, string Title, string Category, Money Price, decimal? Rating, int? RatingCount)
{
    /// <summary>The category of products whose shop states none.</summary>
    public const string NoCategory = "unknown";

    /// <summary>The product under the name by which the catalogue knows it: the shop's own, else the one that is remembered, else
    /// <c>product 17</c>.</summary>
    /// <param name="remembered">What the catalogue had of it; null if it is new.</param>
    public Product Named(Product? remembered) => Title.Length > 0
        ? this : this with { Title = remembered is { Title.Length: > 0 } ? remembered.Title : $"product {Id.SourceText}" };
}

/// <summary>One price of a product and the moment it came into force.</summary>
/// <param name="ValidFrom">UTC, microseconds; <see cref="DateTime.MinValue"/> (minus infinity in the database) for the first price ever
/// seen.</param>
public readonly record struct PriceVersion(DateTime ValidFrom, Money Price);

/// <summary>A product the warehouse has seen at least once, with its whole price history in ascending order of time.</summary>
/// <param name="Prices">At least one version, the first in force since for ever.</param>
/// <param name="RemovedAt">UTC time of the snapshot in which it was first missing; null while the shop offers it. A removed product still
/// prices its lines.</param>
public sealed record KnownProduct(Product Product, ImmutableArray<PriceVersion> Prices, DateTime? RemovedAt)
{
    /// <summary>The price in force at a moment (UTC): the latest version that is not later, the first where all are.</summary>
    public Money PriceAt(DateTime moment)
    {
        var i = Prices.Length - 1;
        while (i > 0 && Prices[i].ValidFrom > moment)
            i--;
        return Prices[i].Price;
    }

    /// <summary>The version in force after all others.</summary>
    public PriceVersion Latest => Prices[^1];
}

/// <summary>Every product ever seen of one store, by key, with its price history: all of the shop that is held in memory.</summary>
public sealed class PriceBook(IEnumerable<KnownProduct> products)
{
    private readonly Dictionary<long, KnownProduct> _byKey = products.ToDictionary(known => known.Product.Id.Key);

    /// <summary>All products ever seen, removed ones too, in no particular order.</summary>
    public IReadOnlyCollection<KnownProduct> Products => _byKey.Values;

    /// <summary>The product with this key, or null if it was never seen.</summary>
    public KnownProduct? Find(long key) => _byKey.GetValueOrDefault(key);

    /// <summary>The price of one unit at a moment (UTC), or null if the product was never seen.</summary>
    public Money? PriceAt(ProductId id, DateTime moment) => Find(id.Key)?.PriceAt(moment);
}

/// <summary>An amount in the store's one currency, before tax, shipping and discount. A price has at most 4 decimals, a price times a
/// quantity 7; sums are exact.</summary>
public readonly record struct Money(decimal Amount)
{
    public static Money Zero => default;

    public static Money operator +(Money left, Money right) => new(left.Amount + right.Amount);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.Amount);

    public static Money operator *(Money price, decimal quantity) => new(price.Amount * quantity);
}
