using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Domain.Catalog;

/// <summary>What one snapshot's products change in the catalogue: rows to write, prices to add, products gone.</summary>
/// <param name="Book">The price book after the update.</param>
/// <param name="Inserted">Products seen for the first time.</param>
/// <param name="Updated">Known products whose description, price or presence changed.</param>
/// <param name="NewPrices">Price versions that come into force.</param>
/// <param name="Removed">Products missing from this complete snapshot and present before, with <see cref="KnownProduct.RemovedAt"/>
/// set.</param>
public sealed record CatalogueUpdate(
    PriceBook Book, ImmutableArray<KnownProduct> Inserted, ImmutableArray<KnownProduct> Updated,
    ImmutableArray<(ProductId Product, PriceVersion Version)> NewPrices, ImmutableArray<KnownProduct> Removed, int Unchanged)
{
    /// <summary>Compares a snapshot with what is known. The first price of a product counts since for ever, a later one from the snapshot's
    /// time, or one microsecond after the version before where that is not earlier: history is never rewritten. A product without a title
    /// keeps the known one.</summary>
    /// <param name="known">The catalogue before.</param>
    /// <param name="snapshot">Accepted products of the snapshot, each key once.</param>
    /// <param name="snapshotTime">The snapshot's own time, UTC, from its manifest; cut to the microsecond.</param>
    /// <param name="present">Keys that count as present although no accepted product carries them (rejected elements); null where nothing
    /// may be removed.</param>
    /// <exception cref="ArgumentException">A key comes twice.</exception>
    public static CatalogueUpdate Between(
        PriceBook known, IEnumerable<Product> snapshot, DateTime snapshotTime, IReadOnlySet<long>? present)
    {
        snapshotTime = ValueLimits.ToMicrosecond(snapshotTime);
        var after = known.Products.ToDictionary(product => product.Product.Id.Key);
        var met = new HashSet<long>();
        var inserted = ImmutableArray.CreateBuilder<KnownProduct>();
        var updated = ImmutableArray.CreateBuilder<KnownProduct>();
        var prices = ImmutableArray.CreateBuilder<(ProductId, PriceVersion)>();
        var unchanged = 0;
        foreach (var stated in snapshot)
        {
            if (!met.Add(stated.Id.Key))
                throw new ArgumentException($"Product key {stated.Id.Key} stands for two products of the snapshot.", nameof(snapshot));
            var before = known.Find(stated.Id.Key);
            var product = stated.Named(before?.Product);
            var now = before is null
                ? new KnownProduct(product, [new PriceVersion(DateTime.MinValue, product.Price)], null)
                : new KnownProduct(product, WithPrice(before, product.Price, snapshotTime), null);
            if (before is null)
                inserted.Add(now);
            else if (before.Product == product && before.RemovedAt is null)
                unchanged++;
            else
                updated.Add(now);
            if (before is null || now.Latest != before.Latest)
                prices.Add((product.Id, now.Latest));
            after[product.Id.Key] = now;
        }

        var removed = ImmutableArray.CreateBuilder<KnownProduct>();
        if (present is not null)
        {
            foreach (var gone in known.Products.Where(
                p => p.RemovedAt is null && !met.Contains(p.Product.Id.Key) && !present.Contains(p.Product.Id.Key)))
            {
                removed.Add(gone with { RemovedAt = snapshotTime });
                after[gone.Product.Id.Key] = removed[^1];
            }
        }
        return new CatalogueUpdate(
            new PriceBook(after.Values), inserted.ToImmutable(), updated.ToImmutable(), prices.ToImmutable(),
            removed.ToImmutable(), unchanged);
    }

    private static ImmutableArray<PriceVersion> WithPrice(KnownProduct known, Money price, DateTime snapshotTime)
    {
        if (known.Latest.Price == price)
            return known.Prices;
        var before = known.Latest.ValidFrom;
        var from = snapshotTime > before ? snapshotTime : before.AddMicroseconds(1);
        return known.Prices.Add(new PriceVersion(from, price));
    }
}
