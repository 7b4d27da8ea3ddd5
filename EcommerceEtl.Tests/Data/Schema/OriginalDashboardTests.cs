using EcommerceEtl.Data.Schema;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>SQL over nothing but the columns of the project's first version, one store, on <see cref="SampleWarehouse"/>.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class OriginalDashboardTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
    }

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [Test]
    public async Task Products_has_the_original_columns() =>
        Assert.That(
            await ColumnsAsync("products", "product_id", "title", "price", "category", "rating", "rating_count", "loaded_at"),
            Is.EqualTo(new[]
            {
                "product_id|bigint", "title|text", "price|numeric(19,4)", "category|text", "rating|numeric(3,2)", "rating_count|integer",
                "loaded_at|timestamp with time zone",
            }));

    [Test]
    public async Task Events_has_the_original_columns() =>
        Assert.That(
            await ColumnsAsync(
                "events", "event_id", "user_id", "product_id", "event_type", "quantity", "price", "category", "event_time", "event_date",
                "user_city",
                "session_id", "origin", "loaded_at", "store", "cart_id"),
            Is.EqualTo(new[]
            {
                "event_id|text", "user_id|bigint", "product_id|bigint", "event_type|text", "quantity|numeric(12,3)", "price|numeric(19,4)",
                "category|text", "event_time|timestamp with time zone", "event_date|date", "user_city|text", "session_id|text",
                "origin|text",
                "loaded_at|timestamp with time zone", "store|text", "cart_id|bigint",
            }));

    // 2 x 10 + 1.5 x 2.50; the unpriced line adds nothing.
    [TestCase("SELECT round(sum(price * quantity), 2) FROM events WHERE event_type = 'purchase'", "23.75")]
    // Carts 1, 2 and 3.
    [TestCase("SELECT count(DISTINCT session_id) FROM events WHERE event_type = 'purchase'", "3")]
    // 3 of the 4 that viewed.
    [TestCase(
        """
        SELECT round(100.0 * count(DISTINCT session_id) FILTER (WHERE event_type = 'purchase')
          / nullif(count(DISTINCT session_id) FILTER (WHERE event_type = 'view'), 0), 2) FROM events
        """,
        "75.00")]
    // 23.75 / 3 = 7.91666...
    [TestCase(
        "SELECT round(sum(price * quantity) / nullif(count(DISTINCT session_id), 0), 2) FROM events WHERE event_type = 'purchase'", "7.92")]
    // Both priced purchases were on 2 January; on 3 January only the unpriced one.
    [TestCase(
        "SELECT event_date, round(sum(price * quantity), 2) FROM events WHERE event_type = 'purchase' GROUP BY event_date ORDER BY "
            + "event_date",
        "2020-01-02|23.75", "2020-01-03|-")]
    [TestCase(
        """
        SELECT category, round(sum(price * quantity), 2) AS revenue FROM events WHERE event_type = 'purchase'
        GROUP BY category ORDER BY revenue DESC NULLS LAST
        """,
        "home|20.00", "men's office|3.75", "unknown|-")]
    [TestCase(
        """
        SELECT p.title, p.category, sum(e.quantity) AS units, round(sum(e.price * e.quantity), 2) AS revenue
        FROM events e JOIN products p ON p.product_id = e.product_id
        WHERE e.event_type = 'purchase' GROUP BY p.product_id, p.title, p.category ORDER BY revenue DESC LIMIT 10
        """,
        "Lamp|home|2.000|20.00", "Pen|men's office|1.500|3.75")]
    public async Task The_seven_figures_of_the_original_dashboard_are_right_and_are_told_to_the_analyst(string sql, params string[] rows)
    {
        Assert.That(await _database.RowsAsync(sql), Is.EqualTo(rows));
        if (!(await TestServer.StartedAsync()).IsPrivate)
            return;
        await using var analyst = await _database.OpenAsAsync(RoleSetup.Analyst);
        Assert.That(await analyst.RowsAsync(sql), Is.EqualTo(rows));
    }

    private Task<string[]> ColumnsAsync(string relation, params string[] names) => _database.RowsAsync($"""
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = '{relation}'::regclass AND attname = ANY ('{"{"}{string.Join(',', names)}{"}"}')
        ORDER BY array_position('{"{"}{string.Join(',', names)}{"}"}', attname::text)
        """);
}
