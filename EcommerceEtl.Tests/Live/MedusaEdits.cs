namespace EcommerceEtl.Tests.Live;

/// <summary>Draws what happens in a shop: orders, and what becomes of them.</summary>
internal sealed class MedusaEdits(MedusaShop shop, int seed)
{
    /// <summary>Those that no test deletes.</summary>
    private static readonly int[] _products = [0, 1, 2, 4, 5, 6];

    private readonly Random _draw = new(seed);
    private readonly List<(string Id, bool Captured)> _untouched = [];

    /// <summary>Orders out of which a line was edited: the shop has forgotten what it was worth.</summary>
    public List<string> Shortened { get; } = [];

    /// <summary>Lets something happen.</summary>
    /// <returns>What it was.</returns>
    public async Task<string> NextAsync()
    {
        switch (_draw.Next(12))
        {
            case 0:
                return $"cart {await shop.CartAsync([(Product(), 1)], order: false)}";
            case 1:
                await shop.PriceAsync(Product(), 10 + _draw.Next(50));
                return "a price";
            case 2:
                await shop.CustomerAsync($"new{_draw.Next(1_000_000)}-{seed}@example.com");
                return "a customer";
            case < 8 when _untouched.Count > 0:
                return await TouchAsync();
            default:
                return await OrderAsync();
        }
    }

    private int Product() => _products[_draw.Next(_products.Length)];

    private async Task<string> OrderAsync()
    {
        var first = _draw.Next(_products.Length - 1);
        var id = await shop.CartAsync(
            [(_products[first], 1 + _draw.Next(3)), (_products[first + 1], 2)], _draw.Next(3) == 0 ? "TEN" : null);
        var captured = _draw.Next(3) > 0;
        if (captured)
            await shop.CaptureAsync(id);
        _untouched.Add((id, captured));
        return $"order {id}";
    }

    /// <summary>Does something with an order, each of them once.</summary>
    private async Task<string> TouchAsync()
    {
        var (id, captured) = _untouched[_draw.Next(_untouched.Count)];
        _untouched.RemoveAll(order => order.Id == id);
        switch (_draw.Next(8))
        {
            case 0:
                await shop.CancelAsync(id);
                return $"order {id} cancelled";
            case 1 when captured:
                await shop.RefundAsync(id, 1 + _draw.Next(900) / 100m);
                return $"a refund of order {id}";
            case 2:
                await shop.EditAsync(id, [(0, 4), (1, 1)]);
                return $"other units of order {id}";
            case 3:
                await shop.EditAsync(id, [], add: (Product(), 1 + _draw.Next(2)));
                return $"a product added to order {id}";
            case 4:
                Shortened.Add(id);
                await shop.EditAsync(id, [(1, 0)]);
                return $"a line taken out of order {id}";
            case 5:
                await shop.ExchangeAsync(id, 1, Product());
                return $"a unit of order {id} exchanged";
            default:
                var owed = await shop.TakeBackAsync(id, 1, 2, damaged: _draw.Next(2));
                if (captured && _draw.Next(2) == 0)
                    await shop.RefundAsync(id, owed);
                return $"units of order {id} came back";
        }
    }
}
