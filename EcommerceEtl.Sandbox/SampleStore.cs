using System.Globalization;
using System.IO.Hashing;
using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Sandbox;

/// <summary>A list as the shop answers it.</summary>
/// <param name="Body">JSON in UTF-8.</param>
/// <param name="ETag">A strong entity tag with its quotation marks: a hash of the body.</param>
public sealed record ShopAnswer(byte[] Body, string ETag)
{
    internal static ShopAnswer Of(byte[] body) =>
        new(body, string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(XxHash128.Hash(body))}\""));
}

/// <summary>What the shop consists of at this second.</summary>
public sealed record ShopState(
    long Seed, int Size, DateTimeOffset Epoch, long Tick, int Products, int Customers, int Carts, int CartsPlaced);

/// <summary>The sample shop: products, carts and customers as a pure function of the settings and the clock. What it holds in memory is a
/// cache of that function; a clock that goes back merely makes it start over. Safe for concurrent use.</summary>
public sealed class SampleStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ShopSettings _shop;
    private readonly ShopClock _clock;
    private readonly Availability _availability;
    private readonly Popularity _popularity;
    private CartHistory _carts;
    private PriceTags _prices;
    private long _tick = long.MinValue;
    private (long Revision, ShopAnswer Answer)? _cartAnswer;
    private (int Count, ShopAnswer Answer)? _userAnswer;

    public SampleStore(ShopSettings shop, TimeProvider time)
    {
        _shop = shop;
        _clock = new ShopClock(shop.Epoch, time);
        _availability = new Availability(shop.Seed);
        _popularity = new Popularity(shop.Seed, _availability);
        _carts = new CartHistory(shop, _popularity);
        _prices = new PriceTags(shop.Seed, _availability);
    }

    /// <summary>The products on sale, ascending by id.</summary>
    public ShopAnswer Products() => AtThisSecond(() => ShopAnswer.Of(
        ShopJson.Array(OnSale(), (json, p) => ShopJson.Product(json, p, _prices.Of(p.Id), _shop.Seed))));

    /// <summary>All carts, ascending by id.</summary>
    public ShopAnswer Carts() => AtThisSecond(() =>
    {
        if (_cartAnswer?.Revision != _carts.Revision)
            _cartAnswer = (_carts.Revision, ShopAnswer.Of(ShopJson.Array(_carts.Live, ShopJson.Cart)));
        return _cartAnswer.Value.Answer;
    });

    /// <summary>The carts placed in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public ShopAnswer Carts(DateTimeOffset from, DateTimeOffset to) => AtThisSecond(() =>
        ShopAnswer.Of(ShopJson.Array(_carts.Live.Where(c => c.PlacedAt >= from && c.PlacedAt < to), ShopJson.Cart)));

    /// <summary>All customers, ascending by id, with their invented personal data.</summary>
    public ShopAnswer Users() => AtThisSecond(() =>
    {
        var count = CustomerCount;
        if (_userAnswer?.Count != count)
        {
            var people = Enumerable.Range(1, count).Select(id => People.Invent(_shop.Seed, id));
            _userAnswer = (count, ShopAnswer.Of(ShopJson.Array(people, ShopJson.User)));
        }

        return _userAnswer.Value.Answer;
    });

    public ShopState State() => AtThisSecond(() => new ShopState(
        _shop.Seed, _shop.Size, _shop.Epoch, _tick, OnSale().Count(), CustomerCount, _carts.Live.Count, _carts.Placed));

    public void Dispose() => _carts.Dispose();

    private int CustomerCount => Customers.Count(_shop, _carts.Placed);

    private IEnumerable<ListedProduct> OnSale() => Assortment.All.Where(p => _availability.IsOnSale(p.Id, _tick));

    private T AtThisSecond<T>(Func<T> read)
    {
        lock (_gate)
        {
            var tick = _clock.Tick;
            if (tick < _tick)
            {
                _carts.Dispose();
                _carts = new CartHistory(_shop, _popularity);
                _prices = new PriceTags(_shop.Seed, _availability);
                _cartAnswer = null;
            }

            _carts.AdvanceTo(tick);
            _prices.AdvanceTo(tick);
            _tick = tick;
            return read();
        }
    }
}
