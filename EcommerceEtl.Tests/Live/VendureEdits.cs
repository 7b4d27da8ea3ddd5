namespace EcommerceEtl.Tests.Live;

/// <summary>Draws what happens in a shop: orders, and what becomes of them.</summary>
internal sealed class VendureEdits(VendureShop shop, int seed)
{
    /// <summary>Those that no test deletes.</summary>
    private static readonly int[] _products = [0, 1, 2, 4, 5, 6];

    private readonly Random _draw = new(seed);
    private readonly List<(string Id, bool Settled)> _untouched = [];
    private readonly List<string> _settled = [];

    /// <summary>Orders of which units were cancelled: the shop has forgotten what a coupon took off of them, and how the tax of several
    /// units was rounded.</summary>
    public List<string> Cancelled { get; } = [];

    /// <summary>Lets something happen.</summary>
    /// <returns>What it was.</returns>
    public async Task<string> NextAsync()
    {
        var settled = _settled.Count == 0 ? null : _settled[_draw.Next(_settled.Count)];
        switch (_draw.Next(14))
        {
            case 0 when settled is not null:
                _settled.Remove(settled);
                await shop.RefundAsync(settled, 100 + _draw.Next(300), settle: _draw.Next(4) > 0);
                return $"a refund of {settled}";
            case 1:
                await shop.CartAsync([(Product(), 1)], order: false);
                return "a cart";
            case 2:
                await shop.AdminAsync(
                    "mutation($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){__typename}}",
                    new { i = new[] { new { id = shop.Variants[Product()], price = 1000 + _draw.Next(5000) } } });
                return "a price";
            case 3:
                await shop.CustomerAsync($"new{_draw.Next(1_000_000)}-{seed}@example.com");
                return "a customer";
            case < 9 when _untouched.Count > 0:
                return await TouchAsync();
            default:
                return await OrderAsync();
        }
    }

    private int Product() => _products[_draw.Next(_products.Length)];

    private async Task<string> OrderAsync()
    {
        var coupon = _draw.Next(3) == 0;
        var first = _draw.Next(_products.Length - 1);
        var id = await shop.CartAsync(
            [(_products[first], 1 + _draw.Next(3)), (_products[first + 1], 2)], coupon: coupon ? "TEN" : null);
        var settles = _draw.Next(3) > 0;
        if (settles)
            await shop.SettleAsync(id);
        _untouched.Add((id, settles));
        if (settles)
            _settled.Add(id);
        return $"order {id}";
    }

    /// <summary>Cancels or modifies an order, each of them once.</summary>
    private async Task<string> TouchAsync()
    {
        var (id, settled) = _untouched[_draw.Next(_untouched.Count)];
        _untouched.RemoveAll(order => order.Id == id);
        _settled.Remove(id);
        switch (_draw.Next(5))
        {
            case 0:
                Cancelled.Add(id);
                await shop.CancelAsync(id, shipping: _draw.Next(2) == 0);
                return $"order {id} cancelled";
            case 1:
                Cancelled.Add(id);
                await shop.CancelAsync(id, shipping: false, (1, 1));
                return $"a unit of order {id} cancelled";
            case 2 when settled:
                await shop.ModifyAsync(id, new()
                {
                    ["addItems"] = new[] { new { productVariantId = shop.Variants[Product()], quantity = 1 + _draw.Next(2) } },
                });
                return $"a product added to order {id}";
            case 3 when settled:
                await shop.ModifyAsync(id, new()
                {
                    ["adjustOrderLines"] = new[] { new { orderLineId = await shop.LineOfAsync(id, 1), quantity = 3 } },
                });
                return $"more units of a line of order {id}";
            default:
                await shop.ModifyAsync(id, new()
                {
                    ["surcharges"] = new[] { new { description = "wrap", price = 200, priceIncludesTax = false, taxRate = 19 } },
                });
                return $"a surcharge on order {id}";
        }
    }
}
