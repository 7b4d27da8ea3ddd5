namespace EcommerceEtl.Sandbox.Shop;

/// <summary>The prices in force. In the 90 days before the opening one product changes its price every 12 hours (three changes each, on
/// average); after it one does every 100 seconds.</summary>
internal sealed class PriceTags(long seed, Availability availability)
{
    private const long HistorySlot = 12 * 3_600;
    private const long Slot = 100;
    private static readonly long HistorySlots = (long)ShopClock.History.TotalSeconds / HistorySlot;

    private readonly decimal[] _prices = [.. Assortment.All.Select(p => p.ListPrice)];
    private long _next;

    public decimal Of(int id) => _prices[id - 1];

    /// <summary>Applies every change up to and including <paramref name="tick"/>; never goes back.</summary>
    public void AdvanceTo(long tick)
    {
        for (var at = TimeOf(_next); at <= tick; at = TimeOf(++_next))
            Change(_next, at);
    }

    private long TimeOf(long change)
    {
        var inHistory = change < HistorySlots;
        var slot = inHistory ? HistorySlot : Slot;
        var from = (change - HistorySlots) * slot;
        return from + Draw.Below((int)slot, seed, DrawTopic.PriceChange, change);
    }

    private void Change(long change, long tick)
    {
        var id = 1 + Draw.Below(Assortment.All.Count, seed, DrawTopic.PriceChange, change, 1);
        // A product that is not on the list would change unseen.
        while (!availability.IsOnSale(id, tick))
            id = (id % Assortment.All.Count) + 1;
        var listed = Assortment.All[id - 1].ListPrice;
        var step = Draw.Below(10, seed, DrawTopic.PriceChange, change, 2);
        var price = Tag(listed, step);
        while (price == _prices[id - 1])
            price = Tag(listed, ++step);
        _prices[id - 1] = price;
    }

    /// <summary>80 % of the list price and 5 % more a step, ending in a nine.</summary>
    private static decimal Tag(decimal listed, int step) => Math.Floor(listed * (80 + (5 * (step % 10))) / 10m) / 10m + 0.09m;
}
