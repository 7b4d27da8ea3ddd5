namespace EcommerceEtl.Tests.Worker.Report;

/// <summary>A line of a cart: what, how much, at which price, and how far it came.</summary>
internal sealed record LineFact(int Product, decimal Quantity, decimal? Price, bool Carted, bool Bought);

/// <summary>A cart of a store with its day there.</summary>
internal sealed record CartFact(int Store, long Id, int? User, DateOnly Day, LineFact[] Lines)
{
    public bool Carted => Lines.Any(line => line.Carted);

    public bool Bought => Lines.Any(line => line.Bought);

    public decimal Revenue => Lines.Where(line => line.Bought).Sum(line => line.Quantity * (line.Price ?? 0));
}

/// <summary>Three stores full of random carts of January to March 2026: 1 <c>near</c> (UTC, USD), 2 <c>far</c> (Tokyo, USD), 3 <c>other</c>
/// (UTC, EUR). Known are the products 1 to 6 of the categories c0 to c2; product 7 is not, its lines have no price. All figures can be
/// worked out from <see cref="Carts"/>.</summary>
internal sealed class ReportFacts
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    private readonly List<string> _sql =
    [
        "INSERT INTO etl_runs (store_id, trigger, outcome, started_at, worker_version) VALUES (1, 'manual', 'succeeded', '2026-04-01 "
            + "00:00Z', '1')",
    ];

    public ReportFacts(int seed)
    {
        var r = new Random(seed);
        for (var id = 1; id <= 400; id++)
        {
            var (store, placed) = (1 + r.Next(3), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(r.Next(90 * 24 * 60)));
            var day = DateOnly.FromDateTime(store == 2 ? TimeZoneInfo.ConvertTimeFromUtc(placed, Tokyo) : placed);
            Carts.Add(new CartFact(store, id, r.Next(4) == 0 ? null
                : 1 + r.Next(40), day, [.. Enumerable.Range(0, 1 + r.Next(4)).Select(_ => Line(r))]));
            Insert(Carts[^1], placed);
        }
    }

    public List<CartFact> Carts { get; } = [];

    public static string CategoryOf(int product) => product == 7 ? "unknown" : $"c{product % 3}";

    public static string TitleOf(int product) => product == 7 ? "product 7" : $"Product {product}";

    /// <summary>Writes it all into an empty warehouse.</summary>
    public async Task FillAsync(TestDatabase database)
    {
        await database.ExecuteAsync("""
            INSERT INTO stores VALUES
              (1, 'near', 'FakeStore', 'near.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated'),
              (2, 'far', 'FakeStore', 'far.example', 'USD', 'Asia/Tokyo', 'observed', 'observed', 'simulated'),
              (3, 'other', 'FakeStore', 'other.example', 'EUR', 'UTC', 'derived', 'simulated', 'simulated');
            INSERT INTO products
            SELECT s, p, NULL, 'Product ' || p, 'c' || p % 3, p, NULL, NULL, '2026-01-01 00:00Z', NULL FROM generate_series(1, 3) s,
              generate_series(1, 6) p
            """);
        await database.ExecuteAsync(string.Join(";\n", _sql));
        await database.FillRollupsAsync();
    }

    private static LineFact Line(Random r)
    {
        var (product, carted) = (1 + r.Next(7), r.Next(5) < 3);
        return new LineFact(product, r.Next(1, 4000) / 1000m, product == 7 ? null : r.Next(1, 100_000) / 100m, carted, carted
            && r.Next(2) == 0);
    }

    private void Insert(CartFact cart, DateTime placed)
    {
        var at = Text(placed);
        var gross = cart.Lines.Sum(line => line.Quantity * (line.Price ?? 0));
        var units = cart.Lines.Where(line => line.Bought).Sum(line => line.Quantity);
        _sql.Add(Invariant($"""
            INSERT INTO carts VALUES (
              {cart.Store}, {cart.Id}, NULL, {cart.User?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}, {at}, '{cart.Day:yyyy-MM-dd}',
                true,
              {cart.Carted}, {cart.Bought}, {cart.Lines.Length}, {gross}, {units}, {cart.Revenue}, gen_random_uuid(), 1)
            """));
        for (var i = 0; i < cart.Lines.Length; i++)
        {
            var line = cart.Lines[i];
            _sql.Add(Invariant($"""
                INSERT INTO cart_lines VALUES (
                  {cart.Store}, {cart.Id}, {i + 1}, {line.Product}, {line.Quantity},
                    {line.Price?.ToString(CultureInfo.InvariantCulture) ?? "NULL"},
                  '{cart.Day:yyyy-MM-dd}', {Text(placed.AddMinutes(-9))}, {(line.Carted ? at : "NULL")},
                    {(line.Bought ? Text(placed.AddMinutes(2)) : "NULL")})
                """));
        }
    }

    private static string Text(DateTime utc) => Invariant($"'{utc:yyyy-MM-dd HH:mm:ss}Z'");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
