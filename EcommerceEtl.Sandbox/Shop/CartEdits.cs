namespace EcommerceEtl.Sandbox.Shop;

/// <summary>The edit that happens every <see cref="Interval"/> seconds after the opening. It always changes lines of the cart, so that the
/// list of carts is never the same at two moments that far apart.</summary>
internal sealed class CartEdits(ShopSettings shop, Popularity popularity)
{
    /// <summary>Seconds from one edit to the next.</summary>
    public const int Interval = 5;

    private const int Recent = 50;
    private const int MaxLines = 6;

    /// <summary>Edits one of the youngest carts of <paramref name="live"/> (ascending by id).</summary>
    public void Apply(long tick, List<ShopCart> live)
    {
        var cart = live[^(1 + Draw.Below(Math.Min(Recent, live.Count), shop.Seed, DrawTopic.EditTarget, tick))];
        var lines = cart.Lines;
        var kind = Draw.Unit(shop.Seed, DrawTopic.EditKind, tick);
        var at = Draw.Below(lines.Count, shop.Seed, DrawTopic.EditLine, tick);
        cart.Version++;
        if (kind < 0.2 && lines.Count > 1)
            lines.RemoveAt(at);
        else if (kind < 0.4 && lines.Count < MaxLines && popularity.Choose(tick, DrawTopic.EditProduct, tick, 0, lines) is { } product)
            lines.Add(new CartLine(product, 1));
        else
            lines[at] = lines[at] with { Quantity = ChangeOf(lines[at].Quantity, tick) };
    }

    // Three of four go down: recent carts are edited several times, and would otherwise swell.
    private int ChangeOf(int quantity, long tick) =>
        quantity > 1 && Draw.Unit(shop.Seed, DrawTopic.EditLine, tick, 1) < 0.75 ? quantity - 1 : quantity + 1;
}
