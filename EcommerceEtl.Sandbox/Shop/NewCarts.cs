namespace EcommerceEtl.Sandbox.Shop;

/// <summary>What is in a cart when it is placed, and whether and when it will be removed.</summary>
internal sealed class NewCarts(ShopSettings shop, Popularity popularity)
{
    public ShopCart Place(int id, DateTimeOffset at)
    {
        var tick = (long)Math.Floor((at - shop.Epoch).TotalSeconds);
        var lines = new List<CartLine>();
        for (var wanted = LineCount(Draw.Unit(shop.Seed, DrawTopic.CartLines, id)); lines.Count < wanted;)
        {
            if (popularity.Choose(tick, DrawTopic.CartProduct, id, lines.Count, lines) is not { } product)
                break;
            lines.Add(new CartLine(product, Quantity(Draw.Unit(shop.Seed, DrawTopic.CartQuantity, id, lines.Count))));
        }

        return new ShopCart(id, Customers.Of(shop, id), at) { Lines = lines };
    }

    /// <summary>When the cart disappears; null for the 99 of 100 that stay. Between two minutes and six hours after it was
    /// placed.</summary>
    public DateTimeOffset? RemovedAt(ShopCart cart) =>
        Draw.Below(100, shop.Seed, DrawTopic.CartRemoval, cart.Id) == 0
            ? cart.PlacedAt.AddSeconds(120 + Draw.Below(21_480, shop.Seed, DrawTopic.CartRemoval, cart.Id, 1)) : null;

    // 2.3 lines and 1.8 pieces a line on average.
    private static int LineCount(double u) => u switch { < 0.35 => 1, < 0.63 => 2, < 0.82 => 3, < 0.93 => 4, _ => 5 };

    private static int Quantity(double u) => u switch { < 0.55 => 1, < 0.80 => 2, < 0.92 => 3, < 0.98 => 4, _ => 6 };
}
