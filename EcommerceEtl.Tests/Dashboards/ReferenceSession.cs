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

/// <summary>A row of money: something that was sold, or that came back on a day of its own, which makes it negative but for
/// <c>Returns</c> and <c>ReturnedUnits</c>.</summary>
internal sealed record ReferenceSale(
    IReferenceShop Shop, string City, DateOnly Day, string Item, long? Product, string Title, string Category)
{
    public decimal Units { get; init; }

    public decimal Gross { get; init; }

    public decimal Discounts { get; init; }

    public decimal Returns { get; init; }

    public decimal ReturnedUnits { get; init; }

    public decimal Shipping { get; init; }

    public decimal Tax { get; init; }

    public decimal Net => Gross - Discounts - Returns;
}

/// <summary>One cart's journey with the lines that are looked at.</summary>
internal sealed record ReferenceSession(IReferenceShop Shop, long? User, string City, DateTime PlacedAt, ReferenceLine[] Lines)
{
    /// <summary>True of an order that the shop has taken back: nobody bought it, and nobody abandoned it.</summary>
    public bool Void { get; init; }

    /// <summary>What a shop that states orders says of it; else null.</summary>
    public ReferenceSale[]? Stated { get; init; }

    /// <summary>Its money. Where purchases are simulated each bought line is a sale.</summary>
    public IEnumerable<ReferenceSale> Sales => Stated ?? Lines.Where(line => line.Bought).Select(line =>
        new ReferenceSale(Shop, City, Day, "product", line.Product, line.Title, line.Category)
        {
            Units = line.Quantity,
            Gross = line.Revenue,
        });

    /// <summary>True if it made the first step that the shop knows.</summary>
    public bool Entered => Shop.StatesOrders ? Carted : Viewed;

    /// <summary>The day in the store's own time zone.</summary>
    public DateOnly Day => LocalDay(Shop, PlacedAt);

    public bool Viewed => Lines.Any(line => line.Viewed);

    public bool Carted => Lines.Any(line => line.Carted);

    public bool Bought => Lines.Any(line => line.Bought);

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
    public static DateOnly LocalDay(IReferenceShop shop, DateTime utc) => DateOnly.FromDateTime(LocalTime(shop, utc));

    public static DateTime LocalTime(IReferenceShop shop, DateTime utc) =>
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
