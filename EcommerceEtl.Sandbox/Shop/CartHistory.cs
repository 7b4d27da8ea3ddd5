namespace EcommerceEtl.Sandbox.Shop;

/// <summary>The carts as they stand at one second: all that were placed, edited as they were, without the removed ones. Moves forward only;
/// every way to a second (one step or many) ends in the same carts, since arrivals and removals are brought up to each edit before it is
/// made.</summary>
internal sealed class CartHistory : IDisposable
{
    private readonly ShopSettings _shop;
    private readonly NewCarts _new;
    private readonly CartEdits _edits;
    private readonly IEnumerator<DateTimeOffset> _arrivals;
    private readonly PriorityQueue<int, DateTimeOffset> _removals = new();
    private readonly List<ShopCart> _live = [];
    private long _nextEdit = CartEdits.Interval;

    public CartHistory(ShopSettings shop, Popularity popularity)
    {
        _shop = shop;
        _new = new NewCarts(shop, popularity);
        _edits = new CartEdits(shop, popularity);
        _arrivals = Arrivals.Of(shop).GetEnumerator();
        _arrivals.MoveNext();
    }

    /// <summary>The carts there are, ascending by id.</summary>
    public IReadOnlyList<ShopCart> Live => _live;

    /// <summary>Number of carts ever placed, removed ones included.</summary>
    public int Placed { get; private set; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; private set; }

    public void AdvanceTo(long tick)
    {
        for (; _nextEdit <= tick; _nextEdit += CartEdits.Interval)
        {
            PlaceAndRemove(_nextEdit);
            if (_live.Count == 0)
                continue;
            _edits.Apply(_nextEdit, _live);
            Revision++;
        }

        PlaceAndRemove(tick);
    }

    public void Dispose() => _arrivals.Dispose();

    private void PlaceAndRemove(long tick)
    {
        var now = _shop.Epoch.AddSeconds(tick);
        for (; _arrivals.Current <= now; _arrivals.MoveNext(), Revision++)
        {
            var cart = _new.Place(++Placed, _arrivals.Current);
            _live.Add(cart);
            if (_new.RemovedAt(cart) is { } removedAt)
                _removals.Enqueue(cart.Id, removedAt);
        }

        for (; _removals.TryPeek(out var id, out var at) && at <= now; Revision++)
        {
            _removals.Dequeue();
            _live.RemoveAt(IndexOf(id));
        }
    }

    private int IndexOf(int id)
    {
        int low = 0, high = _live.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_live[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
