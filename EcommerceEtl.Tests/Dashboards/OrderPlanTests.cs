namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What PostgreSQL reads for a panel of the funnel board where the shop states its orders: forty thousand orders of two lines over
/// the three years from 2023 on, each with three rows of sales, of which every tenth is a return.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class OrderPlanTests
{
    private const int Orders = 40_000;

    private static readonly BoardChoice _month = BoardChoice.Range("2025-06-01 03:17", "2025-07-01 02:43");

    private static readonly BoardChoice _years = BoardChoice.Range("2023-01-01 00:00", "2025-12-31 16:00");

    private static readonly string _sql = $$"""
        INSERT INTO stores VALUES
          (1, 'orders', 'WooCommerce', 'a.example', 'USD', 'UTC', 'none', 'derived', 'observed', NULL, 'checkouts');
        INSERT INTO products
        SELECT 1, p, NULL, 'item ' || p, 'c' || p % 3, 10, NULL, NULL, '2026-01-01Z', NULL FROM generate_series(1, 200) p;
        INSERT INTO carts
        SELECT 1, n, NULL, NULL, at, (at AT TIME ZONE 'UTC')::date, false, true, true, 2, 20, 2, 20, md5(n::text)::uuid, 1,
          (ARRAY['Oslo', 'Kyoto', 'Lima'])[1 + n % 3]
        FROM generate_series(1, {{Orders}}) n
        CROSS JOIN LATERAL (SELECT timestamptz '2023-01-01Z' + n * interval '2367 s') placed (at);
        INSERT INTO cart_lines
        SELECT 1, cart_id, line, 1 + (cart_id * 31 + line) % 200, 1, 10, day, NULL, placed_at, placed_at
        FROM carts CROSS JOIN generate_series(1, 2) line;
        INSERT INTO orders
        SELECT 1, cart_id, 'N' || cart_id, 'placed', 'known', placed_at, day, city, NULL, placed_at, NULL, 0 FROM carts;
        INSERT INTO order_sales
        SELECT 1, cart_id, no, day, placed_at,
          CASE WHEN no = 3 AND cart_id % 10 = 0 THEN 'return' ELSE 'sale' END,
          CASE WHEN no = 3 AND cart_id % 10 = 0 THEN 'refund' ELSE 'order' END,
          CASE WHEN no = 3 AND cart_id % 10 > 0 THEN 'shipping' ELSE 'product' END,
          least(no, 2), 1 + cart_id % 200, CASE WHEN no = 3 THEN 0 ELSE 1 END,
          CASE WHEN no = 3 AND cart_id % 10 = 0 THEN -10 ELSE 10 END, 0, 0,
          CASE WHEN no = 3 AND cart_id % 10 = 0 THEN city END
        FROM carts CROSS JOIN generate_series(1, 3) no
        """;

    private TestDatabase _database = null!;
    private BoardPlans _plans = null!;

    private static IEnumerable<BoardQuery> Queries => Board.Funnel.PanelQueries.Where(query => query.Title != "Monthly Cohorts");

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        await TestServer.NeedsRolesAsync();
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(_sql);
        await _database.FillRollupsAsync();
        await _database.ExecuteAsync("SELECT create_missing_indexes()");
        await _database.ExecuteAsync("VACUUM ANALYZE");
        _plans = await BoardPlans.OpenAsync(_database);
    }

    [OneTimeTearDown]
    public async Task DropAsync()
    {
        if (_plans is not null)
            await _plans.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    // Thirty days and the thirty before them are 5.5 % of three years.
    [TestCaseSource(nameof(Queries))]
    public async Task Thirty_days_are_read_without_going_through_all_orders(BoardQuery query)
    {
        var scans = await _plans.ScansAsync(_month.Expand(query.Sql));

        Assert.That(scans.Where(scan => scan.Kind == "Seq Scan").Select(scan => scan.Table),
            Has.None.AnyOf("carts", "cart_lines", "orders", "order_sales"));
        Assert.That(Read(scans, "carts"), Is.LessThan(0.08 * Orders));
        Assert.That(Read(scans, "order_sales"), Is.LessThan(0.08 * 3 * Orders));
    }

    [TestCase("Total Revenue")]
    [TestCase("Total Orders")]
    [TestCase("Average Order Value")]
    [TestCase("Daily Revenue Trend")]
    public async Task Sums_of_days_are_read_instead_of_orders(string title)
    {
        var tables = (await _plans.ScansAsync(_years.Expand(Board.Funnel.Sql(title)))).Select(scan => scan.Table).ToList();

        Assert.That(tables, Does.Contain("daily_totals").And.None.AnyOf("carts", "cart_lines", "orders", "order_sales"));
    }

    [TestCase("Revenue by Category")]
    [TestCase("Top Products by Revenue")]
    public async Task Sums_of_months_are_read_instead_of_orders(string title)
    {
        var scans = await _plans.ScansAsync(_years.Expand(Board.Funnel.Sql(title)));

        // Adjustments, a category of their own, are looked for among what came back, a tenth of the orders.
        Assert.That(Read(scans, "order_sales"), Is.EqualTo(title == "Revenue by Category" ? Orders / 10 : 0));
        Assert.That(Read(scans, "cart_lines"), Is.LessThan(0.05 * 2 * Orders));
        Assert.That(Read(scans, "monthly_products"), Is.GreaterThan(1000));
    }

    // Thirty days that begin and end four days from the nearest sums: eight days, and no more, are read from lines and rows. Money is in
    // the rows of orders alone; lines are found by groups of pages, which hold other days too.
    [TestCase("Revenue by Category")]
    [TestCase("Top Products by Revenue")]
    public async Task Of_a_range_across_months_the_days_at_its_ends_are_read(string title)
    {
        var across = BoardChoice.Range("2025-11-13 00:00", "2025-12-12 23:59");
        var scans = await _plans.ScansAsync(across.Expand(Board.Funnel.Sql(title)));

        const double days = 8 / 1095.0;
        Assert.That(
            scans.Where(scan => scan.Table == "cart_lines").Sum(scan => scan.Kept),
            title == "Revenue by Category" ? Is.Zero : Is.InRange(0.9 * days * 2 * Orders, 1.1 * days * 2 * Orders));
        // Rows of sales, and adjustments, which are looked for among what came back.
        Assert.That(Read(scans, "order_sales"), Is.InRange(0.9 * days * 3 * Orders, 1.5 * days * 3 * Orders));
        Assert.That(Read(scans, "monthly_products"), Is.InRange(400, 1200));
    }

    [Test]
    public async Task By_city_the_orders_of_years_are_read_and_of_their_sales_only_what_came_back()
    {
        var scans = await _plans.ScansAsync(_years.Expand(Board.Funnel.Sql("Revenue by City")));

        // Orders are read by their own city and by that of their customers; what came back, a tenth of them, has its city beside it.
        // The index of the latter is gone through twice, for those with a city and those without.
        var returned = scans.Where(scan => scan.Table == "order_sales").ToList();
        Assert.That(returned.Select(scan => scan.Kind), Has.All.EqualTo("Index Only Scan"));
        Assert.That(returned.Sum(scan => scan.Kept), Is.EqualTo(Orders / 10));
        Assert.That(Read(scans, "order_sales"), Is.EqualTo(2 * Orders / 10));
        Assert.That(Read(scans, "carts"), Is.LessThan(2.1 * Orders));
        Assert.That(scans.Select(scan => scan.Table), Has.None.EqualTo("orders"));
    }

    // One category of three, whose lines and rows are found by their products: a third of them, and two rows of each order are products.
    [TestCase("Total Revenue")]
    [TestCase("Daily Conversion")]
    public async Task Of_a_category_its_own_lines_and_rows_are_read_and_no_carts(string title)
    {
        var scans = await _plans.ScansAsync((_month with { Categories = ["c1"] }).Expand(Board.Funnel.Sql(title)));

        Assert.That(scans.Select(scan => scan.Table), Does.Contain("cart_lines").And.None.EqualTo("carts"));
        Assert.That(Read(scans, "cart_lines"), Is.LessThan(0.03 * 2 * Orders));
        Assert.That(Read(scans, "order_sales"), Is.LessThan(0.03 * 3 * Orders));
    }

    // A cart has its city, which one of three has: sessions and rows are found by way of these carts, and what came back by its cause.
    [Test]
    public async Task Of_a_city_its_own_carts_are_read_and_their_rows()
    {
        var scans = await _plans.ScansAsync((_month with { Cities = ["Oslo"] }).Expand(Board.Funnel.Sql("Daily Conversion")));

        Assert.That(scans.Where(scan => scan.Kind == "Seq Scan").Select(scan => scan.Table), Has.None.AnyOf("carts", "order_sales"));
        Assert.That(Read(scans, "order_sales"), Is.LessThan(0.06 * 3 * Orders));
    }

    private static double Read(IEnumerable<Scan> scans, string table) => scans.Where(scan => scan.Table == table).Sum(scan => scan.Rows);
}
