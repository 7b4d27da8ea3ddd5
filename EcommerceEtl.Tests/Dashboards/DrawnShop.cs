using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Model;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// A shop of a few hundred carts, drawn from a fixed seed: guests and customers who left, products never listed, lines without a product,
/// carts without a line, half quantities. Half of the carts fall into the last six weeks. Between its two refreshes one product gets
/// dearer, one changes its title and category, one leaves.
/// </summary>
internal sealed class DrawnShop : IReferenceShop
{
    private const int Count = 420;
    private const int Dearer = 1;
    private const int Renamed = 2;
    private const int Leaving = 12;

    private static readonly string[] _categories = ["men's clothing", "electronics", "jewelery", "women's clothing"];
    private static readonly string[] _cities = ["Oslo", "Kyoto", "L'Aquila", "", "Lima"];

    private readonly Random _random;

    public DrawnShop(string name, string zone, string currency, int seed)
    {
        (Name, Zone, Currency, _random) = (name, zone, currency, new Random(seed));
        for (var id = 1; id <= 12; id++)
            Products[id] = new ProductFacts($"item {id:00} of {name}", _categories[id % 4], _random.Next(100, 20_000) / 100m, null, null);
        foreach (var (id, product) in Products)
            Prices[id] = [(null, product.Price)];
        for (var id = 1; id <= 35; id++)
            Cities[id] = _cities[_random.Next(_cities.Length)];
        for (var id = 1; id <= Count; id++)
            Carts[id] = Cart(seed);
    }

    /// <summary>When the first refresh is made, UTC.</summary>
    public static DateTime First { get; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>When the second is made; some carts are of the hours after it.</summary>
    public static DateTime Second { get; } = new(2026, 3, 15, 12, 0, 0, DateTimeKind.Utc);

    public string Name { get; }

    public string Zone { get; }

    public string Currency { get; }

    /// <summary>Its purchases are simulated.</summary>
    public bool StatesOrders => false;

    /// <summary>What each product is at last, the one that left too.</summary>
    public SortedDictionary<long, ProductFacts> Products { get; } = [];

    public Dictionary<long, List<(DateTime? From, decimal Price)>> Prices { get; } = [];

    public Dictionary<long, string> Cities { get; } = [];

    public SortedDictionary<long, CartFacts> Carts { get; } = [];

    public StoreOptions Options(ShopDouble shop) => new() { Name = Name, TimeZone = Zone, Currency = Currency, BaseUrl = shop.Url };

    /// <summary>The price at a moment; null for what was never listed.</summary>
    public decimal? PriceAt(long product, DateTime moment) =>
        Prices.TryGetValue(product, out var versions) ? versions.Last(version => version.From is not { } from || from <= moment)
            .Price : null;

    /// <summary>Makes a shop answer what this one holds before the first refresh.</summary>
    public void ServeFirst(ShopDouble shop)
    {
        shop.Products = new JsonArray([.. Products.Select(product => (JsonNode)Json(product.Key, product.Value))]);
        shop.Users = new JsonArray(
            [.. Cities.Select(
                user => (JsonNode)new JsonObject { ["id"] = user.Key, ["address"] = new JsonObject { ["city"] = user.Value } })]);
        shop.Carts =
            new JsonArray([.. Carts.Where(cart => cart.Value.PlacedAt <= First).Select(cart => (JsonNode)Json(cart.Key, cart.Value))]);
    }

    /// <summary>Changes the three products and makes a shop answer all that this one holds at the second refresh.</summary>
    public void ServeSecond(ShopDouble shop, DateTime refreshedAt)
    {
        var dearer = Products[Dearer].Price + 7.25m;
        Products[Dearer] = Products[Dearer] with { Price = dearer };
        Prices[Dearer].Add((refreshedAt, dearer));
        Products[Renamed] = Products[Renamed] with { Title = $"item 02 renamed of {Name}", Category = _categories[0] };
        shop.Products = new JsonArray(
            [.. Products.Where(product => product.Key != Leaving).Select(product => (JsonNode)Json(product.Key, product.Value))]);
        shop.Carts = new JsonArray([.. Carts.Select(cart => (JsonNode)Json(cart.Key, cart.Value))]);
    }

    private CartFacts Cart(int seed)
    {
        var before = _random.Next(2) == 0 ? _random.NextDouble() * 42 : _random.NextDouble() * 330;
        var placed = Second.AddHours(20).AddSeconds(-Math.Floor(before * 86_400));
        long? user = _random.Next(6) == 0 ? null : _random.Next(1, 40);
        return new CartFacts(user, placed, [.. Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Line(seed))]);
    }

    private LineFacts Line(int seed) => new(
        _random.Next(25) switch { 0 => 90 + seed, 1 when seed == 1 => null, < 5 => Dearer, _ => _random.Next(1, 13) },
        _random.Next(1, 9) / 2m);

    private static JsonObject Json(long id, ProductFacts product) =>
        new JsonObject { ["id"] = id, ["title"] = product.Title, ["price"] = product.Price, ["category"] = product.Category };

    private static JsonObject Json(long id, CartFacts cart) => new JsonObject
    {
        ["id"] = id,
        ["userId"] = cart.User,
        ["date"] = cart.PlacedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["products"] =
            new JsonArray(
            [.. cart.Lines.Select(line => (JsonNode)new JsonObject { ["productId"] = line.Product, ["quantity"] = line.Quantity })]),
    };
}
