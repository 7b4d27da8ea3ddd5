using System.Collections.Immutable;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Orders over the three years from 2023 on, in order of time and id, drawn from a fixed seed: two lines each, products by Zipf's
/// law, a third of the lines discounted, a guest's every twentieth. Three rows of sales an order: its two lines, and shipping, or for one
/// in ten a line that came back within forty days. Nine in ten state their own city.</summary>
internal sealed class OrderShop(int orders)
{
    public const int Products = 5_000;

    public const int Cities = 2_000;

    private static readonly DateTime Begin = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Random _draw = new(1);
    private readonly FunnelProjector _projector = new(new FunnelRules(
        "bench", "bench", 0, 0, TimeZoneInfo.Utc, new StepOrigins(StepOrigin.None, StepOrigin.Derived, StepOrigin.Observed)));
    private readonly PriceBook _prices = new([]);

    public IEnumerable<ProjectedCart> Carts()
    {
        for (var id = 1; id <= orders; id++)
            yield return _projector.Project(Draw(id), _prices);
    }

    private Cart Draw(int id)
    {
        var placed = Begin.AddSeconds(Math.Floor((id - 1) * (1096 * 86_400.0 / orders)));
        CustomerId? customer = id % 20 == 0 ? null : new CustomerId(1 + _draw.Next(Math.Max(1, orders / 5)));
        var (first, second) = (Line(1, placed), Line(2, placed));
        var third = id % 10 == 0
            ? first with
            {
                At = placed.AddMinutes(1 + _draw.Next(40 * 1_440)),
                Action = SaleAction.Return,
                Cause = SaleCause.Refund,
                Quantity = -first.Quantity,
                Gross = -first.Gross,
                Discount = -first.Discount,
                Tax = -first.Tax,
            }
            : new Sale(placed, SaleAction.Sale, SaleCause.Order, SaleItem.Shipping, null, null, 0, 4.90m, 0, 0.93m);
        ImmutableArray<Sale> sales = [first, second, third];
        var number = id.ToString(CultureInfo.InvariantCulture);
        return new Cart(
            new CartId(id), customer, placed, [Item(first), Item(second)],
            new Order(
                number, OrderState.Placed, "completed", placed, id / 10 % 10 == 1 ? null : $"City {_draw.Next(Cities)}", null, third.At,
                sales.Sum(sale => sale.Total), sales));
    }

    private Sale Line(short number, DateTime placed)
    {
        var product = new ProductId((long)Math.Pow(Products, _draw.NextDouble()));
        var quantity = 1 + _draw.Next(4);
        var gross = quantity * (1 + product.Key % 500 + 0.95m);
        var discount = _draw.Next(3) == 0 ? decimal.Round(gross / 10, 2) : 0;
        return new Sale(
            placed, SaleAction.Sale, SaleCause.Order, SaleItem.Product, number, product, quantity, gross, discount,
            decimal.Round((gross - discount) * 0.19m, 2));
    }

    private static CartItem Item(Sale line) => new(line.Product, line.Quantity, new Money(line.Gross / line.Quantity));
}
