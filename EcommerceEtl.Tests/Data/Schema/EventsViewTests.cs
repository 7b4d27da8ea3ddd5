namespace EcommerceEtl.Tests.Data.Schema;

[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class EventsViewTests
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
    public async Task A_line_is_one_event_for_each_step_it_made() =>
        Assert.That(
            await _database.RowsAsync("""
                SELECT event_id, user_id, product_id, event_type, quantity, price, category, event_time, event_date, user_city, session_id,
                  origin,
                  loaded_at, store, cart_id
                FROM events WHERE cart_id = 1 ORDER BY event_time, event_id
                """),
            Is.EqualTo(new[]
            {
                "view_1_2|7|2|view|1.000|2.5000|men's office|2020-01-01 23:40:00Z|2020-01-01|Oslo|sess_1|derived|2020-03-01 "
                    + "00:00:00Z|shop|1",
                "view_1_1|7|1|view|1.000|10.0000|home|2020-01-01 23:50:00Z|2020-01-01|Oslo|sess_1|derived|2020-03-01 00:00:00Z|shop|1",
                "cart_1_1|7|1|add_to_cart|2.000|10.0000|home|2020-01-02 00:00:00Z|2020-01-02|Oslo|sess_1|simulated|2020-03-01 "
                    + "00:00:00Z|shop|1",
                "cart_1_2|7|2|add_to_cart|3.000|2.5000|men's office|2020-01-02 00:00:00Z|2020-01-02|Oslo|sess_1|simulated|2020-03-01 "
                    + "00:00:00Z|shop|1",
                "purchase_1_1|7|1|purchase|2.000|10.0000|home|2020-01-02 00:05:00Z|2020-01-02|Oslo|sess_1|simulated|2020-03-01 "
                    + "00:00:00Z|shop|1",
            }));

    [Test]
    public async Task A_guest_has_no_user_and_an_unknown_city() =>
        await _database.GivesAsync("SELECT DISTINCT user_id, user_city FROM events WHERE session_id = 'sess_2'", ["-|Unknown"]);

    [Test]
    public async Task A_vanished_customer_keeps_its_number_and_an_unknown_city() =>
        await _database.GivesAsync("SELECT DISTINCT user_id, user_city FROM events WHERE session_id IN ('sess_3', 'sess_4') ORDER BY 1",
            ["8|Unknown", "9|Unknown"]);

    [Test]
    public async Task An_unknown_product_is_of_category_unknown_and_has_no_price() =>
        await _database.GivesAsync("SELECT event_type, quantity, price, category FROM events WHERE product_id = 99 ORDER BY event_time",
            ["view|1.000|-|unknown", "add_to_cart|4.000|-|unknown", "purchase|4.000|-|unknown"]);

    [Test]
    public async Task An_event_is_dated_in_the_zone_of_its_store()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(SampleWarehouse.Sql);
        await database.ExecuteAsync("UPDATE stores SET time_zone = 'Asia/Tokyo'");
        // 15:00 UTC is midnight in Tokyo.
        await database.ExecuteAsync(
            "UPDATE cart_lines SET viewed_at = '2020-01-03 14:59:59Z', carted_at = '2020-01-03 15:00Z' WHERE cart_id = 4");
        await database.GivesAsync("SELECT event_type, event_time, event_date FROM events WHERE cart_id = 4 ORDER BY event_time",
            ["view|2020-01-03 14:59:59Z|2020-01-03", "add_to_cart|2020-01-03 15:00:00Z|2020-01-04"]);
    }

    [TestCase("view", "viewed_at")]
    [TestCase("add_to_cart", "carted_at")]
    [TestCase("purchase", "purchased_at")]
    public async Task A_filter_on_the_type_reads_one_step_only(string type, string column)
    {
        var plan = string.Join('\n', await _database.RowsAsync(
            $"EXPLAIN SELECT * FROM events WHERE event_type = '{type}' AND event_time >= '2020-01-01Z' AND event_time < '2020-01-03Z'"));
        Assert.That(plan.Split(" on cart_lines ").Length - 1, Is.EqualTo(1), plan);
        Assert.That(plan, Does.Contain($"{column} >= "));
    }

    [Test]
    public async Task A_figure_reads_no_table_whose_columns_it_does_not_use()
    {
        var plan =
            string.Join('\n', await _database.RowsAsync("EXPLAIN SELECT sum(price * quantity) FROM events WHERE event_type = 'purchase'"));
        Assert.That(plan, Does.Contain(" on cart_lines ").And.Not.Contain("carts c").And.Not.Contain("stores")
            .And.Not.Contain("products"), plan);
    }
}
