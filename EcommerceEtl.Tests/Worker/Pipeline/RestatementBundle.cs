using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>
/// A shop whose every line is bought, so that figures can be added up by hand. The first run is at 2026-03-01 12:01 UTC: settled are the
/// days up to 26 February. Product 1 costs 109.95, product 2 costs 22.3. On 20 February: cart 1 (two of product 1), cart 2 (one of product
/// 2), together 2 orders and 242.2. In the last second of 26 February: cart 3 (one of product 1). A second later: cart 4 (the same).
/// </summary>
internal sealed class RestatementBundle : IAsyncDisposable
{
    public RestatementBundle()
    {
        Shop.Carts =
        [
            ShopDouble.NewCart(1, "2026-02-20T10:00:00Z", (1, 2)),
            ShopDouble.NewCart(2, "2026-02-20T11:00:00Z", (2, 1)),
            ShopDouble.NewCart(3, "2026-02-26T23:59:59Z", (1, 1)),
            ShopDouble.NewCart(4, "2026-02-27T00:00:00Z", (1, 1)),
        ];
        UseRates(1, 1);
    }

    public PipelineBundle Pipeline { get; } = new();

    public ShopDouble Shop => Pipeline.Shop;

    public void UseRates(double addToCart, double purchase) =>
        Pipeline.Settings =
            Pipeline.Settings with { Funnel = Pipeline.Settings.Funnel with { AddToCartRate = addToCart, PurchaseRate = purchase } };

    public JsonObject Cart(long id) => ShopDouble.ById(Shop.Carts, id);

    public void SetQuantity(long cart, decimal quantity) => Cart(cart)["products"]![0]!["quantity"] = quantity;

    /// <summary>The next run succeeds and restates these days; nothing may stand there of a later run.</summary>
    /// <param name="days">Rows of <c>day|orders before|after|revenue before|after|cause</c>.</param>
    /// <param name="adjust">Changes the request.</param>
    public async Task<RunSummary> RestatesAsync(string[] days, Func<RunRequest, RunRequest>? adjust = null)
    {
        var run = await Pipeline.SucceedAsync(adjust);
        await Pipeline.GivesAsync($"SELECT count(*) FROM restatements WHERE run_id > {run.RunId}", ["0"]);
        await Pipeline.GivesAsync($"""
            SELECT day, orders_before, orders_after, trim_scale(revenue_before), trim_scale(revenue_after), cause
            FROM restatements WHERE run_id = {run.RunId} ORDER BY day
            """, days);
        return run;
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
}
