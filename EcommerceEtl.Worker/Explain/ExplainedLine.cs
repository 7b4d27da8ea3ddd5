using EcommerceEtl.Data.Explain;

namespace EcommerceEtl.Worker.Explain;

/// <summary>Where the price of a line comes from.</summary>
internal enum PriceOrigin
{
    /// <summary>The line itself states it.</summary>
    Stated,

    /// <summary>It is the product's price that was in force at the cart's time.</summary>
    InForce,

    /// <summary>It is not known, and the line counts in no revenue.</summary>
    Unknown,
}

/// <summary>A line of a cart with the origins of its price and of its steps.</summary>
/// <param name="Draw">Its draw; null where no step of the store is drawn, or the product's id is not known as the shop writes it.</param>
internal sealed record ExplainedLine(LineFacts Facts, PriceOrigin Price, ExplainedDraw? Draw)
{
    /// <summary>The lines of a cart.</summary>
    /// <param name="landed">The cart as it was landed, if it is.</param>
    /// <param name="rules">The rules in force now.</param>
    public static ImmutableArray<ExplainedLine> Of(CartFacts cart, ImmutableArray<LineFacts> lines, Cart? landed, FunnelRules rules)
    {
        var isDrawn = rules.Origins is { Cart: StepOrigin.Simulated } or { Purchase: StepOrigin.Simulated };
        var items = landed?.Items.Length == lines.Length ? landed.Items : [];
        var prefix = LineDraw.Prefix(rules.Seed, rules.Store);
        var ordinals = new Dictionary<long, int>();
        return
        [
            .. lines.Select((line, i) =>
            {
                var ordinal = ordinals[line.ProductId ?? 0] = ordinals.GetValueOrDefault(line.ProductId ?? 0) + 1;
                var item = i < items.Length ? items[i] : default(CartItem?);
                var draw = isDrawn && ProductText(line, item) is { } product
                    ? new ExplainedDraw(LineDraw.Of(prefix, cart.Id, product, ordinal), rules, cart, line) : null;
                return new ExplainedLine(line, PriceOf(line, item), draw);
            }),
        ];
    }

    private static PriceOrigin PriceOf(LineFacts line, CartItem? item) => line.UnitPrice is null ? PriceOrigin.Unknown
        : item?.StatedPrice is not null || line.UnitPrice != line.PriceInForce ? PriceOrigin.Stated : PriceOrigin.InForce;

    /// <summary>The product's id as the shop writes it, empty where the line names none; null where only its key is known.</summary>
    private static string? ProductText(LineFacts line, CartItem? item) => line.ProductId is not { } key ? ""
        : line.ProductText ?? (ShopKey.IsNumber(key) ? key.ToString(CultureInfo.InvariantCulture)
            : item?.Product is { } product && product.Key == key ? product.SourceText : null);
}

/// <summary>What the hash of a line decides under the rules in force now, beside what its row says.</summary>
internal sealed record ExplainedDraw(LineDraw Draw, FunnelRules Rules, CartFacts Cart, LineFacts Line)
{
    /// <summary>Values that 20 bits can have.</summary>
    public const int Range = 1 << 20;

    /// <summary>Bits 0-19: the line was added to the cart if they are below the threshold.</summary>
    public uint CartNumber => (uint)(Draw.Hash & (Range - 1));

    /// <summary>Bits 20-39: an added line was bought if they are below the threshold.</summary>
    public uint PurchaseNumber => (uint)(Draw.Hash >> 20 & (Range - 1));

    public uint CartThreshold => FunnelRules.Threshold(Rules.AddToCartRate);

    public uint PurchaseThreshold => FunnelRules.Threshold(Rules.PurchaseRate);

    public bool Carted => Rules.Origins.Cart == StepOrigin.Simulated ? Draw.Carted(CartThreshold) : Line.CartedAt is not null;

    public bool Purchased =>
        Rules.Origins.Purchase == StepOrigin.Simulated ? Carted && Draw.Purchased(PurchaseThreshold) : Line.PurchasedAt is not null;

    /// <summary>True if the row says the same. It does not where a rate or the seed has changed since, and no run has loaded the cart by
    /// the new rules yet.</summary>
    public bool Agrees => Carted == Line.CartedAt is not null
        && (Rules.Origins.Purchase != StepOrigin.Simulated
            || (Purchased ? Cart.PlacedAt + Draw.PurchaseDelay : null as DateTime?) == Line.PurchasedAt)
        && (Rules.Origins.View == StepOrigin.None || Line.ViewedAt == Cart.PlacedAt - Draw.ViewLead);
}
