using System.Collections.Immutable;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// A shop that states orders, drawn from a fixed seed: of its checkouts some were never paid and some taken back, of its orders some came
/// back in part or whole up to 45 days later, with shipping or without, and of some money went back without saying for what. Half of the
/// carts fall into the last six weeks. Product 7 was never listed.
/// </summary>
internal sealed class SoldShop : IReferenceShop
{
    private const int Count = 360;
    private const int Unlisted = 7;

    private static readonly string[] _categories = ["home", "toys", "books"];
    private static readonly string?[] _cities = ["Oslo", "Lima", null];

    private readonly short _id;
    private readonly Random _random;
    private readonly List<string> _sql = [];

    public SoldShop(short id, string name, string zone)
    {
        (_id, Name, Zone, _random) = (id, name, zone, new Random(id));
        Sessions = [.. Enumerable.Range(1, Count).Select(Session)];
    }

    /// <summary>The time after the last cart, UTC; some things come back later.</summary>
    public static DateTime End { get; } = new(2026, 2, 20, 0, 0, 0, DateTimeKind.Utc);

    public string Name { get; }

    public string Zone { get; }

    public string Currency => "EUR";

    public bool StatesOrders => true;

    public ImmutableArray<ReferenceSession> Sessions { get; }

    /// <summary>Inserts it into an empty warehouse.</summary>
    public string Sql => string.Join(";\n", _sql.Prepend(Invariant($"""
        INSERT INTO stores VALUES ({_id}, '{Name}', 'WooCommerce', '{Name}.example', 'EUR', '{Zone}', 'none', 'derived', 'observed', NULL,
          'checkouts');
        INSERT INTO products
        SELECT {_id}, p, NULL, 'item ' || p || ' of {Name}', (ARRAY['home', 'toys', 'books'])[1 + p % 3], 10, NULL, NULL,
          '2025-01-01Z', NULL FROM generate_series(1, 6) p;
        INSERT INTO customers SELECT {_id}, u, NULL, (ARRAY['Oslo', 'Lima', ''])[1 + u % 3] FROM generate_series(1, 60) u
        """)));

    private ReferenceSession Session(int id)
    {
        var at = End.AddSeconds(-Math.Floor((_random.Next(2) == 0 ? _random.NextDouble() * 42 : _random.NextDouble() * 330) * 86_400));
        long? user = _random.Next(6) == 0 ? null : _random.Next(1, 61);
        var own = _cities[_random.Next(3)];
        var city = own ?? (user is { } known && known % 3 < 2 ? _cities[known % 3]! : "Unknown");
        var fate = _random.Next(10) switch { < 7 => "placed", 7 => "void", _ => "pending" };
        var (product, quantity, price) = ((long)_random.Next(1, 8), (decimal)_random.Next(1, 5), _random.Next(100, 9_000) / 100m);
        var bought = fate == "placed";
        var line = new ReferenceLine(product, Title(product), Category(product), quantity, price, false, true, bought);
        var off = _random.Next(2) * Math.Round(price / 10, 2);
        var session = new ReferenceSession(this, user, city, at, [line]) { Void = fate == "void" };
        var day = ReferenceSession.LocalDay(this, at);
        _sql.Add(Invariant($"""
            INSERT INTO carts VALUES ({_id}, {id}, NULL, {user?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}, {Text(at)},
              '{day:yyyy-MM-dd}', false, true, {bought}, 1, {quantity * price}, {(bought ? quantity : 0)},
              {(bought ? quantity * (price - off) : 0)}, gen_random_uuid(), 1,
              {(own is null ? "NULL" : $"'{own}'")});
            INSERT INTO cart_lines VALUES ({_id}, {id}, 1, {product}, {quantity}, {price}, '{day:yyyy-MM-dd}', NULL, {Text(at)},
              {(bought ? Text(at) : "NULL")});
            INSERT INTO orders VALUES ({_id}, {id}, 'N{id}', '{fate}', 'known', {(bought ? Text(at) : "NULL")},
              {(bought ? $"'{day:yyyy-MM-dd}'" : "NULL")}, {(own is null ? "NULL" : $"'{own}'")}, NULL, {Text(at)}, NULL, 0)
            """));
        return session with { Stated = bought ? [.. Rows(session, id, off, own)] : [] };
    }

    private IEnumerable<ReferenceSale> Rows(ReferenceSession session, int id, decimal off, string? own)
    {
        var (line, at, no) = (session.Lines[0], session.PlacedAt, 0);
        var shipped = _random.Next(2) == 0;
        yield return Row(at, "product", line.Quantity, line.Quantity * line.Price!.Value, line.Quantity * off, line.Quantity);
        if (shipped)
            yield return Row(at, "shipping", 0, 4.90m, 0, 0.93m);
        if (_random.Next(3) == 0)
        {
            var back = (decimal)_random.Next(1, (int)line.Quantity + 1);
            var returned = Later();
            yield return Row(returned, "product", -back, -back * line.Price.Value, -back * off, -back);
            if (shipped)
                yield return Row(returned, "shipping", 0, -4.90m, 0, -0.93m);
        }
        if (_random.Next(8) == 0)
            yield return Row(Later(), "adjustment", 0, -1.25m, 0, 0);

        DateTime Later() => at.AddMinutes(_random.Next(45 * 24 * 60));

        ReferenceSale Row(DateTime when, string item, decimal quantity, decimal gross, decimal discount, decimal tax)
        {
            var (day, isReturn, of) = (ReferenceSession.LocalDay(this, when), gross < 0, item == "product" ? line.Product : null);
            _sql.Add(Invariant($"""
                INSERT INTO order_sales VALUES ({_id}, {id}, {++no}, '{day:yyyy-MM-dd}', {Text(when)}, '{(isReturn ? "return" : "sale")}',
                  '{(isReturn ? "refund" : "order")}', '{item}', {(of is null ? "NULL" : "1")},
                  {of?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}, {quantity}, {gross}, {discount}, {tax},
                  {(isReturn && own is not null ? $"'{own}'" : "NULL")})
                """));
            var sale = new ReferenceSale(
                this, session.City, day, item, of, of is null ? "product ?" : line.Title,
                item == "adjustment" ? "adjustments" : line.Category)
            { Tax = tax };
            if (item == "shipping")
                return sale with { Shipping = gross };
            return isReturn ? sale with { Returns = discount - gross, ReturnedUnits = -quantity }
                : sale with { Units = quantity, Gross = gross, Discounts = discount };
        }
    }

    private string Title(long product) => product == Unlisted ? $"product {product}" : $"item {product} of {Name}";

    private static string Category(long product) => product == Unlisted ? "unknown" : _categories[product % 3];

    private static string Text(DateTime utc) => Invariant($"'{utc:yyyy-MM-dd HH:mm:ss}Z'");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
