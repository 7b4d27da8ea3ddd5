namespace EcommerceEtl.Sandbox.Shop;

/// <summary>Who buys: customers in order of registration; those who came early buy more often.</summary>
internal static class Customers
{
    private const int CartsPerNewCustomer = 8;

    /// <summary>Registered customers once <paramref name="carts"/> carts were placed. All founding customers exist from the
    /// beginning.</summary>
    public static int Count(ShopSettings shop, long carts) => Founders(shop) + (int)(Math.Max(0, carts - shop.Size) / CartsPerNewCustomer);

    /// <summary>The customer (1-based) of a cart.</summary>
    public static int Of(ShopSettings shop, int cartId)
    {
        // In the history the circle of buyers widens from a third to all.
        var known = cartId > shop.Size
            ? Count(shop, cartId) : Math.Max(3, (int)((long)Founders(shop) * (300 + (700L * cartId / shop.Size)) / 1_000));
        var u = Draw.Unit(shop.Seed, DrawTopic.CartCustomer, cartId);
        return 1 + (int)(u * u * known);
    }

    private static int Founders(ShopSettings shop) => Math.Max(10, shop.Size / 5);
}
