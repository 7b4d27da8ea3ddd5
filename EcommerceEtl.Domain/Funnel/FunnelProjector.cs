using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>Projects a cart onto the funnel view -> add_to_cart -> purchase. Pure: the same cart, rules and prices give the same rows on
/// every machine, in any order. What the source states with a time is taken as it is; the rest is derived or drawn from a hash, never from
/// a clock or generator.</summary>
public sealed class FunnelProjector(FunnelRules rules)
{
    private readonly byte[] _prefix = LineDraw.Prefix(rules.Seed, rules.Store);
    private readonly uint _carted = FunnelRules.Threshold(rules.AddToCartRate);
    private readonly uint _purchased = FunnelRules.Threshold(rules.PurchaseRate);

    /// <summary>The rows of a cart.</summary>
    /// <param name="cart">A cart within <see cref="Quality.ValueLimits"/>.</param>
    /// <param name="prices">Prices in force; decides only lines that state no price themselves.</param>
    public ProjectedCart Project(Cart cart, PriceBook prices)
    {
        var cartText = cart.Id.SourceText;
        var lines = ImmutableArray.CreateBuilder<ProjectedLine>(cart.Items.Length);
        var ordinals = cart.Items.Length > 16 ? new Dictionary<ProductId, int>(cart.Items.Length) : null;
        CartTotals totals = default;
        foreach (ref readonly var item in cart.Items.AsSpan())
        {
            var line = Line(cart, cartText, item, Ordinal(ordinals, cart.Items, lines.Count), (short)(lines.Count + 1), prices);
            lines.Add(line);
            totals = Add(totals, line);
        }
        // A cart that became an order counts on the order's day, so that orders, sessions and rates of a day belong together.
        var day = DayOf(cart.Order?.PlacedAt ?? cart.PlacedAt);
        var order = cart.Order is { } stated
            ? new ProjectedOrder(stated, [.. stated.Sales.Select(sale => new ProjectedSale(DayOf(sale.At), sale))]) : null;
        if (order is not null)
            totals = order.In(totals);
        var all = lines.MoveToImmutable();
        return new ProjectedCart(
            cart.Id, cart.Customer, cart.PlacedAt, day, all, totals,
            ContentHash.Of(cart.Id, cart.Customer, cart.PlacedAt, day, all, totals, cart.Order), order);
    }

    private DateOnly DayOf(DateTime moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(moment, rules.TimeZone));

    private ProjectedLine Line(Cart cart, string cartText, in CartItem item, int ordinal, short number, PriceBook prices)
    {
        var draw = LineDraw.Of(_prefix, cartText, item.Product?.SourceText ?? "", ordinal);
        var price = item.StatedPrice ?? (item.Product is { } product ? prices.PriceAt(product, cart.PlacedAt) : null);
        var carted = item.AddedAt ?? (rules.Origins.Cart switch
        {
            StepOrigin.Simulated when draw.Carted(_carted) => cart.PlacedAt,
            StepOrigin.Derived => cart.PlacedAt,
            _ => null,
        });
        DateTime? purchased = rules.Origins.Purchase switch
        {
            StepOrigin.Observed => cart.Order?.PlacedAt,
            StepOrigin.Simulated when carted is not null && draw.Purchased(_purchased) => cart.PlacedAt + draw.PurchaseDelay,
            _ => null,
        };
        DateTime? viewed = rules.Origins.View == StepOrigin.None ? null : cart.PlacedAt - draw.ViewLead;
        return new ProjectedLine(number, item.Product, item.Quantity, price, viewed, carted, purchased);
    }

    /// <summary>Which line of its product this is, from 1. Carts are short: looking back is faster than any table, save for
    /// giants.</summary>
    private static int Ordinal(Dictionary<ProductId, int>? ordinals, ImmutableArray<CartItem> items, int line)
    {
        if (ordinals is not null)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                ordinals, items[line].Product ?? default, out _);
            return ++count;
        }
        var ordinal = 1;
        for (var i = 0; i < line; i++)
            if ((items[i].Product ?? default) == (items[line].Product ?? default))
                ordinal++;
        return ordinal;
    }

    private static CartTotals Add(in CartTotals sum, in ProjectedLine line)
    {
        var value = line.UnitPrice is { } price ? price * line.Quantity : Money.Zero;
        var bought = line.PurchasedAt is not null;
        return new CartTotals(
            sum.Viewed || line.ViewedAt is not null,
            sum.Carted || line.CartedAt is not null,
            sum.Purchased || bought,
            sum.GrossValue + value,
            bought ? sum.Units + line.Quantity : sum.Units,
            bought ? sum.Revenue + value : sum.Revenue,
            line.UnitPrice is null ? sum.Unpriced + 1 : sum.Unpriced);
    }
}
