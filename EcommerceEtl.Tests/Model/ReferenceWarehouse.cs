using System.Security.Cryptography;
using System.Text;

namespace EcommerceEtl.Tests.Model;

/// <summary>A product of the model: what it is, its prices from the first (since for ever) on, and since when it is missing.</summary>
internal sealed record ReferenceProduct(ProductFacts Facts, List<(DateTime? From, decimal Price)> Prices, DateTime? RemovedAt);

internal sealed record ReferenceRejection(
    string Reason, string Path, string Payload, DateTime FirstSeen, DateTime LastSeen, string Status)
{
    /// <summary>True once the record was good or gone: what the shop had sent is then known by its hash alone.</summary>
    public bool IsEmptied { get; init; }
}

/// <summary>What a run must report of an entity.</summary>
internal sealed record ReferenceCounts(
    string Entity, long Extracted, long Duplicates, long Inserted, long Updated, long Unchanged, long Removed, long Rejected,
    long Unpriced, long Live);

/// <summary>The warehouse as plain collections: what must be there after a snapshot has been accepted and loaded.</summary>
internal sealed class ReferenceWarehouse
{
    public required ReferenceRules Rules { get; set; }

    public SortedDictionary<long, ReferenceProduct> Products { get; } = [];

    public SortedDictionary<long, string> Customers { get; } = [];

    public SortedDictionary<long, ReferenceCart> Carts { get; } = [];

    public Dictionary<(string Entity, string Key), ReferenceRejection> Quarantine { get; } = [];

    public ReferenceCounts[] Load(ShopState shop, DateTime takenAt, long runId)
    {
        var products = new Sorted<ProductFacts>(shop.Products, takenAt);
        var users = new Sorted<CustomerFacts>(shop.Users, takenAt);
        var carts = new Sorted<CartFacts>(shop.Carts, takenAt);
        ReferenceCounts[] counts = [LoadProducts(products, takenAt), LoadCustomers(users), LoadCarts(carts, runId)];
        Dictionary<(string, string), (string Reason, string Path, string Payload)> rejected = [];
        products.Reject("products", rejected);
        users.Reject("customers", rejected);
        carts.Reject("carts", rejected);
        ResolveRejected(rejected, takenAt);
        return counts;
    }

    private ReferenceCounts LoadProducts(Sorted<ProductFacts> snapshot, DateTime takenAt)
    {
        var (inserted, updated, unchanged, removed) = (0, 0, 0, 0);
        foreach (var (id, stated) in snapshot.Good)
        {
            var isKnown = Products.TryGetValue(id, out var known);
            var facts = stated with
            {
                Title = stated.Title.Length > 0 ? stated.Title : known?.Facts.Title ?? $"product {id}",
                Category = stated.Category.Length > 0 ? stated.Category : "unknown",
            };
            if (!isKnown)
            {
                Products[id] = new ReferenceProduct(facts, [(null, facts.Price)], null);
                inserted++;
                continue;
            }
            if (known!.Facts == facts && known.RemovedAt is null)
                unchanged++;
            else
                updated++;
            if (known.Facts.Price != facts.Price)
            {
                var last = known.Prices[^1].From;
                known.Prices.Add((last is { } before && before >= takenAt ? before.AddMicroseconds(1) : takenAt, facts.Price));
            }
            Products[id] = known with { Facts = facts, RemovedAt = null };
        }
        foreach (var (id, known) in Products.ToList())
        {
            if (snapshot.Keyless.Count == 0 && !snapshot.Ids.Contains(id) && known.RemovedAt is null)
            {
                Products[id] = known with { RemovedAt = takenAt };
                removed++;
            }
        }
        return snapshot.Count("products", inserted, updated, unchanged, removed, 0,
            Products.Values.Count(product => product.RemovedAt is null));
    }

    private ReferenceCounts LoadCustomers(Sorted<CustomerFacts> snapshot)
    {
        var (inserted, updated, unchanged) = (0, 0, 0);
        foreach (var (id, facts) in snapshot.Good)
        {
            if (!Customers.TryGetValue(id, out var city))
                inserted++;
            else if (city == facts.City)
                unchanged++;
            else
                updated++;
            Customers[id] = facts.City;
        }
        return snapshot.Count("customers", inserted, updated, unchanged, RemoveMissing(Customers, snapshot), 0, Customers.Count);
    }

    private ReferenceCounts LoadCarts(Sorted<CartFacts> snapshot, long runId)
    {
        var (inserted, updated, unchanged, unpriced) = (0, 0, 0, 0);
        foreach (var (id, facts) in snapshot.Good)
        {
            var cart = Rules.Project(id, facts, PriceAt, runId);
            unpriced += cart.Unpriced;
            if (!Carts.TryGetValue(id, out var known))
                inserted++;
            else if (known.SameContent(cart))
            {
                unchanged++;
                continue;
            }
            else
                updated++;
            Carts[id] = cart;
        }
        return snapshot.Count("carts", inserted, updated, unchanged, RemoveMissing(Carts, snapshot), unpriced, Carts.Count);
    }

    private static int RemoveMissing<TRow, T>(SortedDictionary<long, TRow> rows, Sorted<T> snapshot)
        where T : class
    {
        var missing = snapshot.Keyless.Count > 0 ? [] : rows.Keys.Where(id => !snapshot.Ids.Contains(id)).ToList();
        missing.ForEach(id => rows.Remove(id));
        return missing.Count;
    }

    private decimal? PriceAt(long product, DateTime moment) =>
        Products.TryGetValue(product, out var known) ? known.Prices.Last(version => version.From is null || version.From <= moment)
            .Price : null;

    private void ResolveRejected(Dictionary<(string, string), (string Reason, string Path, string Payload)> rejected, DateTime takenAt)
    {
        foreach (var (key, now) in rejected)
        {
            if (!Quarantine.TryGetValue(key, out var known))
                Quarantine[key] = new ReferenceRejection(now.Reason, now.Path, now.Payload, takenAt, takenAt, "open");
            else if ((known.Reason, known.Path, known.Payload) != now || known.Status == "resolved" || known.IsEmptied
                || known.LastSeen <= takenAt.AddDays(-1))
                Quarantine[key] = new ReferenceRejection(
                    now.Reason, now.Path, now.Payload, known.FirstSeen, takenAt, known.Status == "discarded" && known.Payload == now.Payload
                        ? "discarded" : "open");
        }
        foreach (var (key, known) in Quarantine.ToList())
            if (!rejected.ContainsKey(key) && known.Status != "resolved")
                Quarantine[key] = known with { Status = known.Status == "open" ? "resolved" : known.Status, IsEmptied = true };
    }

    public static string KeyOf(string landed) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(landed)))}";
}
