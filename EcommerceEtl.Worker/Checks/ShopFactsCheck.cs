using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Pipeline.Changes;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Shows figures of a shop that an operator can compare with the shop's own report.</summary>
internal sealed class ShopFactsCheck(WorkerSettings settings, TimeProvider clock, IShopSource source, StoreOptions store)
{
    /// <summary>How many days net sales are shown of, today among them.</summary>
    private const int Days = 7;

    private readonly string _subject = $"source {store.Name}";
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone);
    private readonly DateTime _now = clock.GetUtcNow().UtcDateTime;

    /// <summary>Reports what the shop says, and what its orders of the last days add up to.</summary>
    public async Task RunAsync(ShopFacts facts, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        report(new CheckResult(_subject, true, string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.Counts[Entity.Carts]:N0} carts, of which {facts.Placed:N0} are placed orders, {facts.Counts[Entity.Customers]:N0} ")
            + string.Create(CultureInfo.InvariantCulture, $"customers, {facts.Counts[Entity.Products]:N0} products")));
        if (facts is { First: { } first, Last: { } last })
            report(new CheckResult(_subject, true, $"first order {Shown(first)}, last order {Shown(last)} ({store.TimeZone})"));
        if (source.Changes is { } feed)
            report(await CheckResult.OfAsync(_subject, () => ShopExtract.InTimeAsync(
                store.Name, settings.Http.RunDeadline, clock, token => NetSalesAsync(feed, token), cancellationToken)));
    }

    private async Task<string> NetSalesAsync(IChangeFeed feed, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(Local(_now));
        var from = today.AddDays(1 - Days);
        var (net, orders, differing, rejected) = (0m, 0L, 0L, 0L);
        foreach (var element in (await feed.ChangedSinceAsync(LocalDays.FirstInstant(from, _zone), _now, cancellationToken)).Values)
        {
            var mapped = source.MapCart(element, new MappingContext(_now, _zone));
            rejected += mapped.Rejection is null ? 0 : 1;
            if (mapped.Record?.Order is not { } order)
                continue;
            net += order.Sales.Where(sale => sale.IsNetSales && IsIn(sale.At)).Sum(sale => sale.Net);
            orders += order.PlacedAt is { } placed && IsIn(placed) ? 1 : 0;
            differing += Math.Abs(order.Difference) > Domain.Orders.Order.Rounding ? 1 : 0;
        }
        var says = string.Create(
            CultureInfo.InvariantCulture,
            $"net sales of the last seven days ({from:yyyy-MM-dd} to {today:yyyy-MM-dd}): {net:N2} {store.Currency}, ")
            + $"{Counted.Of(orders, "order")} placed";
        if (differing > 0)
            says += $"; of {Counted.Of(differing, "order")} the shop states another total than the rows add up to";
        return rejected == 0 ? says : $"{says}; {Counted.Of(rejected, "cart")} cannot be used";

        bool IsIn(DateTime moment) => DateOnly.FromDateTime(Local(moment)) >= from;
    }

    private string Shown(DateTime moment) => Local(moment).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private DateTime Local(DateTime moment) => TimeZoneInfo.ConvertTimeFromUtc(moment, _zone);
}
