namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What PostgreSQL reads for a panel of the funnel board, on <see cref="LargeWarehouse"/>.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class PlanTests
{
    private static readonly BoardChoice _month = BoardChoice.Range("2025-06-01 02:17", "2025-07-01 13:43");

    private static readonly BoardChoice _years = BoardChoice.Range("2023-01-01 00:00", "2025-12-31 16:00");

    private TestDatabase _database = null!;
    private BoardPlans _plans = null!;

    private static IEnumerable<BoardQuery> Queries => Board.Funnel.PanelQueries.Where(query => !WholeTables.Contains(query.Title));

    /// <summary>Those that look at all orders of the buyers they are about.</summary>
    private static string[] WholeTables => ["Monthly Cohorts"];

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        await TestServer.NeedsRolesAsync();
        _database = await LargeWarehouse.CreateAsync();
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

    // Thirty days and the thirty before them are 5.5 % of three years; a day more at each end is read because of the zones.
    [TestCaseSource(nameof(Queries))]
    public async Task Thirty_days_are_read_without_going_through_all_carts_or_lines(BoardQuery query)
    {
        foreach (var choice in new[] { _month, _month with { Stores = ["tokyo"] },
            _month with { Categories = ["men's clothing"], Cities = ["Oslo"] } })
        {
            var scans = await ScansAsync(choice.Expand(query.Sql));
            Assert.That(scans.Where(scan => scan.Kind == "Seq Scan").Select(scan => scan.Table), Has.None.AnyOf("carts", "cart_lines"),
                choice.ToString());
            // What is left in carts is asked for beside how many they are.
            var most = query.Title == "Cart Abandonment" ? 0.16 : 0.08;
            Assert.That(Read(scans, "carts"), Is.LessThan(most * LargeWarehouse.Carts), choice.ToString());
            Assert.That(Read(scans, "cart_lines"), Is.LessThan(most * LargeWarehouse.Lines), choice.ToString());
        }
    }

    [Test]
    public async Task Cohorts_look_for_earlier_orders_in_the_index_alone()
    {
        foreach (var (choice, most) in new[] { (_month, 0.1), (_month with { Stores = ["tokyo"] }, 0.1), (_years, 0.5) })
        {
            var scans = await ScansAsync(choice.Expand(Board.Funnel.Sql("Monthly Cohorts")));
            var kinds = scans.Where(scan => scan.Table == "carts").Select(scan => scan.Kind).ToList();
            Assert.That(kinds, Does.Contain("Index Only Scan"), choice.ToString());
            Assert.That(kinds, Has.None.EqualTo("Seq Scan"), choice.ToString());
            Assert.That(Read(scans, "carts"), Is.LessThanOrEqualTo(most * LargeWarehouse.Carts), choice.ToString());
        }
    }

    [Test]
    public async Task Years_are_seen_to_read_nearly_everything()
    {
        var products = Board.Funnel.Sql("Top Products by Revenue");
        var everywhere = _years with { Cities = ["Oslo", "Kyoto", "Lima"] };
        // A plan tells the mean of the rows of each loop as a whole number: 2 of the 2.5 lines of a cart.
        Assert.That(Read(await ScansAsync(everywhere.Expand(products)), "cart_lines"), Is.GreaterThan(0.75 * LargeWarehouse.Lines));
        Assert.That(
            Read(await ScansAsync(everywhere.Expand(Board.Funnel.Sql("Total Orders"))), "carts"),
            Is.GreaterThan(0.45 * LargeWarehouse.Carts), "at least the half that buys");
    }

    [TestCase("Total Revenue")]
    [TestCase("Total Orders")]
    [TestCase("Conversion Rate")]
    [TestCase("Average Order Value")]
    [TestCase("Funnel")]
    [TestCase("Daily Conversion")]
    [TestCase("Daily Revenue Trend")]
    public async Task Sums_of_days_are_read_instead_of_carts(string title)
    {
        var tables = (await ScansAsync(_years.Expand(Board.Funnel.Sql(title)))).Select(scan => scan.Table).ToList();
        Assert.That(tables, Does.Contain("daily_totals"));
        Assert.That(tables, Has.None.AnyOf("carts", "cart_lines"));
    }

    // In Tokyo the first and the last day of these years are a day off.
    [TestCase("Revenue by Category")]
    [TestCase("Top Products by Revenue")]
    public async Task Sums_of_months_are_read_instead_of_their_lines(string title)
    {
        var scans = await ScansAsync(_years.Expand(Board.Funnel.Sql(title)));
        Assert.That(Read(scans, "cart_lines"), Is.LessThan(0.05 * LargeWarehouse.Lines));
        Assert.That(Read(scans, "monthly_products"), Is.GreaterThan(1000));
    }

    [Test]
    public async Task A_scan_of_a_whole_table_is_seen()
    {
        var (rows, kept) = (await CountAsync(""), await CountAsync(" WHERE views > 3"));
        Assert.That(
            await ScansAsync("SELECT count(*) FROM monthly_products WHERE views > 3"),
            Is.EqualTo(new[] { new Scan("Seq Scan", "monthly_products", rows, kept) }));

        async Task<double> CountAsync(string among) =>
            double.Parse((await _database.RowsAsync("SELECT count(*) FROM monthly_products" + among))[0], CultureInfo.InvariantCulture);
    }

    private static double Read(IEnumerable<Scan> scans, string table) => scans.Where(scan => scan.Table == table).Sum(scan => scan.Rows);

    private Task<Scan[]> ScansAsync(string sql) => _plans.ScansAsync(sql);
}
