namespace EcommerceEtl.Domain.Catalog;

/// <summary>Every product ever seen of one store, by key, with its price history: all of the shop that is held in memory.</summary>
public sealed class PriceBook(IEnumerable<KnownProduct> products)
{
    private readonly Dictionary<long, KnownProduct> _byKey = products.ToDictionary(known => known.Product.Id.Key);

    /// <summary>All products ever seen, removed ones too, in no particular order.</summary>
    public IReadOnlyCollection<KnownProduct> Products => _byKey.Values;

    /// <summary>The product with this key, or null if it was never seen. Compare the ids: two texts can share a key.</summary>
    public KnownProduct? Find(long key) => _byKey.GetValueOrDefault(key);

    /// <summary>True if the key belongs to another text id, so that this id must be rejected and not mixed with it.</summary>
    public bool Collides(ProductId id) => Find(id.Key) is { } known && known.Product.Id != id;

    /// <summary>The price of one unit at a moment (UTC), or null if this very product was never seen: one that shares its key does not
    /// count.</summary>
    public Money? PriceAt(ProductId id, DateTime moment) =>
        Find(id.Key) is { } known && known.Product.Id == id ? known.PriceAt(moment) : null;
}
