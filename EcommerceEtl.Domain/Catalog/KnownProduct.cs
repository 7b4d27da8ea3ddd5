using System.Collections.Immutable;

namespace EcommerceEtl.Domain.Catalog;

/// <summary>One price of a product and the moment it came into force.</summary>
/// <param name="ValidFrom">UTC, microseconds; <see cref="DateTime.MinValue"/> (minus infinity in the database) for the first price ever
/// seen.</param>
/// <param name="Price">Price of one unit.</param>
public readonly record struct PriceVersion(DateTime ValidFrom, Money Price);

/// <summary>A product the warehouse has seen at least once, with its whole price history in ascending order of time.</summary>
/// <param name="Product">Its latest known description.</param>
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
