using EcommerceEtl.Tests.Model;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// One line of a cart with its steps, worked out from the shop's cart. The product is null where the shop names none; the price is the one
/// in force when the cart was placed, null if the product was never listed.
/// </summary>
internal sealed record ReferenceLine(
    long? Product, string Title, string Category, decimal Quantity, decimal? Price, bool Viewed, bool Carted, bool Bought)
{
    /// <summary>Money of a bought line; nothing where it is unpriced.</summary>
    public decimal Revenue => Bought ? Quantity * (Price ?? 0) : 0;
}

/// <summary>One cart's journey with the lines that are looked at.</summary>
internal sealed record ReferenceSession(DrawnShop Shop, long? User, string City, DateTime PlacedAt, ReferenceLine[] Lines)
{
    /// <summary>The day in the store's own time zone.</summary>
    public DateOnly Day => LocalDay(Shop, PlacedAt);

    public bool Viewed => Lines.Any(line => line.Viewed);

    public bool Carted => Lines.Any(line => line.Carted);

    public bool Bought => Lines.Any(line => line.Bought);

    public decimal Revenue => Lines.Sum(line => line.Revenue);

    /// <summary>All sessions of a shop, with all their lines.</summary>
    public static IEnumerable<ReferenceSession> Of(DrawnShop shop)
    {
        var rules = new ReferenceRules(shop.Name, "ecommerce", 0.6m, 0.5m, shop.Zone);
        foreach (var (id, cart) in shop.Carts)
        {
            var lines = rules.Project(id, cart, shop.PriceAt, 0).Lines.Select(line => Line(shop, line.Split('|'))).ToArray();
            var city = cart.User is { } user ? shop.Cities.GetValueOrDefault(user, "") : "";
            yield return new ReferenceSession(shop, cart.User, city.Length > 0 ? city : "Unknown", cart.PlacedAt, lines);
        }
    }

    /// <summary>The day in the store's own time zone.</summary>
    public static DateOnly LocalDay(DrawnShop shop, DateTime utc) => DateOnly.FromDateTime(LocalTime(shop, utc));

    public static DateTime LocalTime(DrawnShop shop, DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, TimeZoneInfo.FindSystemTimeZoneById(shop.Zone));

    /// <param name="shop">Where it stands.</param>
    /// <param name="row">Cart, line, product, quantity, price, day, and the times of the three steps.</param>
    private static ReferenceLine Line(DrawnShop shop, string[] row)
    {
        long? product = row[2] == "-" ? null : long.Parse(row[2], CultureInfo.InvariantCulture);
        var facts = product is { } id ? shop.Products.GetValueOrDefault(id) : null;
        return new ReferenceLine(
            product, facts?.Title ?? $"product {(product is null ? "?" : row[2])}", facts?.Category ?? "unknown",
            decimal.Parse(row[3], CultureInfo.InvariantCulture), row[4] == "-" ? null : decimal.Parse(row[4], CultureInfo.InvariantCulture),
            row[6] != "-", row[7] != "-", row[8] != "-");
    }
}
