using System.Collections.Immutable;
using CsCheck;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>Rules, carts and generators that the funnel's tests share.</summary>
internal static class Samples
{
    /// <summary>What the Fake Store can say: carts and no behaviour log.</summary>
    public static readonly StepOrigins Simulated = new(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated);

    /// <summary>A shop that states when a line was added and bought.</summary>
    public static readonly StepOrigins Observed = new(StepOrigin.Derived, StepOrigin.Observed, StepOrigin.Observed);

    public static readonly PriceBook NoPrices = new([]);

    public static readonly DateTime Noon = Utc("2026-05-04T12:00:00Z");

    /// <summary>Quantities of 0.001 to 50 with up to 3 decimals.</summary>
    public static readonly Gen<decimal> Quantity = Gen.Int[1, 50_000].Select(thousandths => thousandths / 1000m);

    public static readonly Gen<DateTime> Time = Gen.Long[0, 36L * 365 * 86_400 * 1_000_000].Select(microseconds =>
        new DateTime(1990, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(microseconds));

    /// <summary>Lines over six products (number and text ids), none at times, stated prices at times: doubles are common.</summary>
    public static readonly Gen<CartItem> Item = Gen.Select(
        Gen.Int[0, 6], Quantity, Gen.Int[-300_000, 1_000_000],
        (product, quantity, price) => new CartItem(ProductOf(product), quantity, price < 0 ? null : new Money(price / 10_000m)));

    public static readonly Gen<Cart> Carts = Gen.Select(
        Gen.Int[1, 1_000_000], Gen.Int[0, 9], Time, Item.Array[0, 12],
        (id, customer, time, items) => new Cart(
            id % 3 == 0 ? CartOf($"order_{id}") : new CartId(id), customer == 0 ? null : new CustomerId(customer), time, [.. items]));

    /// <summary>Knows the products 1 and 2 of <see cref="Item"/>; the price of 1 has changed in 2010 and 2020.</summary>
    public static readonly PriceBook SomePrices = new([
        Known(1, new PriceVersion(DateTime.MinValue, new Money(10)), new PriceVersion(Utc("2010-01-01T00:00:00Z"), new Money(11.5m)),
            new PriceVersion(Utc("2020-01-01T00:00:00Z"), new Money(9.9999m))),
        Known(2, new PriceVersion(DateTime.MinValue, new Money(0.0001m)))]);

    public static FunnelProjector Projector(
        double add = 0.6, double purchase = 0.5, string seed = "ecommerce", StepOrigins? origins = null, string zone = "UTC") =>
        new(new FunnelRules("fakestore", seed, add, purchase, TimeZoneInfo.FindSystemTimeZoneById(zone), origins ?? Simulated));

    public static CartId CartOf(string text) => new(ShopKey.FromText(text), text);

    /// <summary>An order that states no money.</summary>
    public static Order OrderPlaced(DateTime at) => new(null, OrderState.Placed, "completed", at, null, null, at, null, []);

    public static ProductId ProductText(string text) => new(ShopKey.FromText(text), text);

    public static DateTime Utc(string iso) =>
        DateTime.Parse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static ProductId? ProductOf(int number) => number switch
    {
        0 => null,
        <= 3 => new ProductId(number),
        _ => ProductText($"prod_{number}"),
    };

    private static KnownProduct Known(long id, params ImmutableArray<PriceVersion> prices) =>
        new(new Product(new ProductId(id), $"Product {id}", "things", prices[^1].Price, null, null), prices, null);
}
