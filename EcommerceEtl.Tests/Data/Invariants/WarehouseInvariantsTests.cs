using EcommerceEtl.Data.Invariants;
using Npgsql;

namespace EcommerceEtl.Tests.Data.Invariants;

/// <summary>Each invariant holds on the Fake Store's loaded answers, and sees what is broken by hand.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class WarehouseInvariantsTests
{
    private static readonly (string Invariant, string Break)[] Breaks =
    [
        ("cart_has_its_lines", "DELETE FROM cart_lines WHERE cart_id = 1 AND line_no = 2"),
        ("cart_has_its_lines", "DELETE FROM cart_lines WHERE cart_id = 4"),
        ("cart_has_its_lines", "UPDATE cart_lines SET line_no = 7 WHERE cart_id = 3 AND line_no = 2"),
        ("line_has_its_cart", "DELETE FROM carts WHERE cart_id = 1"),
        ("cart_totals_are_sums_of_lines", "UPDATE carts SET gross_value = gross_value + 0.0000001 WHERE cart_id = 4"),
        ("cart_totals_are_sums_of_lines", "UPDATE carts SET units = units + 1 WHERE purchased"),
        ("cart_totals_are_sums_of_lines", "UPDATE carts SET revenue = revenue - 0.01 WHERE purchased"),
        ("cart_totals_are_sums_of_lines", "UPDATE cart_lines SET quantity = quantity + 0.001 WHERE cart_id = 5 AND line_no = 1"),
        ("cart_totals_are_sums_of_lines", "UPDATE carts SET viewed = false WHERE NOT carted"),
        ("cart_day_is_its_day_in_the_stores_zone", "UPDATE carts SET day = day - 1 WHERE cart_id = 6"),
        ("cart_day_is_its_day_in_the_stores_zone", "UPDATE stores SET time_zone = 'America/New_York'"),
        ("line_day_is_its_carts_day", "UPDATE cart_lines SET day = day + 1 WHERE cart_id = 2 AND line_no = 3"),
        ("purchase_has_its_add_to_cart", "UPDATE cart_lines SET carted_at = NULL WHERE purchased_at IS NOT NULL"),
        ("view_precedes_its_cart", "UPDATE cart_lines SET viewed_at = viewed_at - interval '25 min' WHERE cart_id = 7"),
        ("view_precedes_its_cart", "UPDATE cart_lines SET viewed_at = viewed_at + interval '25 min' WHERE cart_id = 7"),
        ("view_precedes_its_cart", "UPDATE cart_lines SET viewed_at = NULL WHERE cart_id = 7"),
        ("view_precedes_its_cart", "UPDATE cart_lines SET viewed_at = viewed_at - interval '1 microsecond' WHERE cart_id = 7"),
        ("simulated_steps_follow_their_cart", "UPDATE cart_lines SET carted_at = carted_at + interval '1 s' WHERE carted_at IS NOT NULL"),
        ("simulated_steps_follow_their_cart",
            "UPDATE cart_lines SET purchased_at = purchased_at + interval '9 min 1 s' WHERE purchased_at IS NOT NULL"),
        ("price_history_begins_at_minus_infinity", "DELETE FROM product_prices WHERE product_id = 20"),
        ("price_history_begins_at_minus_infinity", "DELETE FROM products WHERE product_id = 20"),
        ("price_history_begins_at_minus_infinity", "UPDATE product_prices SET valid_from = '2000-01-01Z' WHERE product_id = 20"),
        ("price_versions_differ", "INSERT INTO product_prices SELECT store_id, product_id, '2026-01-01Z', price FROM product_prices WHERE "
            + "product_id = 19"),
        ("product_price_is_its_latest",
            "INSERT INTO product_prices SELECT store_id, product_id, '2026-01-01Z', price + 1 FROM product_prices WHERE product_id = 19"),
        ("line_price_was_in_force", "UPDATE cart_lines SET unit_price = unit_price + 0.01 WHERE cart_id = 1"),
        ("line_price_was_in_force", "UPDATE cart_lines SET unit_price = NULL WHERE cart_id = 7"),
        ("line_price_was_in_force", "UPDATE cart_lines SET product_id = 99 WHERE cart_id = 7"),
        ("line_price_was_in_force", "INSERT INTO product_prices SELECT store_id, product_id, '2019-12-31Z', 1 FROM product_prices WHERE "
            + "product_id = 1"),
        ("slot_succeeded_once", """
            DROP INDEX ux_etl_runs_slot_taken;
            INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, worker_version)
            SELECT store_id, 'schedule', '2026-01-01Z', 'succeeded', '2026-01-01Z', '1' FROM stores, generate_series(1, 2)
            """),
        ("store_has_one_running_run", """
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, worker_version)
            SELECT store_id, 'manual', 'running', '2026-01-01Z', '1' FROM stores, generate_series(1, 2)
            """),
        ("rows_come_from_successful_runs", "UPDATE etl_runs SET outcome = 'failed'"),
        ("rows_come_from_successful_runs", "UPDATE carts SET run_id = run_id + 1 WHERE cart_id = 2"),
        ("rows_come_from_successful_runs", "UPDATE source_state SET run_id = 0 WHERE entity = 'carts'"),
        ("loaded_chunks_are_rows", "UPDATE loaded_chunks SET accepted = accepted + 1 WHERE entity = 'carts'"),
        ("loaded_chunks_are_rows", "UPDATE loaded_chunks SET gross_value = gross_value + 0.0000001 WHERE entity = 'carts'"),
        ("loaded_chunks_are_rows", "DELETE FROM customers WHERE user_id = 1"),
        ("daily_totals_are_sums", "UPDATE daily_totals SET bought = bought + 1"),
        ("daily_totals_are_sums", "DELETE FROM daily_totals"),
        ("daily_totals_are_sums",
            "INSERT INTO daily_totals SELECT store_id, '1999-01-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM stores"),
        ("daily_totals_are_sums", "UPDATE carts SET revenue = revenue + 0.0000001 WHERE cart_id = 1"),
        ("monthly_products_are_sums", "UPDATE monthly_products SET revenue = revenue + 0.0000001 WHERE product_id = 1"),
        ("monthly_products_are_sums", "DELETE FROM monthly_products WHERE product_id = 1"),
        ("monthly_products_are_sums",
            "INSERT INTO monthly_products SELECT store_id, '1999-01-01', 0, 0, 0, 0, 0, 0, 0, 0 FROM stores"),
        ("monthly_products_are_sums", "UPDATE cart_lines SET product_id = NULL WHERE cart_id = 7"),
        ("monthly_products_are_sums", "UPDATE monthly_products SET views_8 = views_8 + 1 WHERE product_id = 1"),
        ("monthly_products_are_sums", "UPDATE monthly_products SET returns_24 = returns_24 + 0.0000001 WHERE product_id = 1"),
        ("first_orders_are_carts", "UPDATE first_orders SET day = day - 1 WHERE user_id = (SELECT min(user_id) FROM first_orders)"),
        ("first_orders_are_carts", "DELETE FROM first_orders WHERE user_id = (SELECT min(user_id) FROM first_orders)"),
        ("first_orders_are_carts", "INSERT INTO first_orders SELECT store_id, 99, '2020-01-01' FROM stores"),
        ("order_has_its_cart",
            "INSERT INTO orders SELECT store_id, 99, NULL, 'pending', 'new', NULL, NULL, NULL, NULL, '2026-01-01Z', NULL, 0 FROM stores"),
        ("order_has_its_cart", """
            INSERT INTO order_sales
            SELECT store_id, 1, 1, '2020-01-01', '2020-01-01Z', 'sale', 'order', 'product', 1, 1, 1, 1, 0, 0 FROM stores
            """),
        ("order_has_its_cart", "UPDATE carts SET city = 'Kiel' WHERE cart_id = 1"),
        ("order_has_its_cart", """
            UPDATE carts SET city = 'Kiel' WHERE cart_id = 1;
            INSERT INTO orders
            SELECT store_id, cart_id, NULL, 'placed', 'paid', placed_at, day, city, NULL, placed_at, NULL, 0 FROM carts WHERE cart_id = 1;
            INSERT INTO order_sales
            SELECT store_id, cart_id, 1, day, placed_at, 'return', 'refund', 'product', 1, 1, 0, 0, 0, 0 FROM carts WHERE cart_id = 1
            """),
        ("views_are_known_to_the_store", "UPDATE stores SET view_origin = 'none'"),
        ("order_adds_up", """
            INSERT INTO orders
            SELECT store_id, cart_id, NULL, 'placed', 'paid', placed_at, day, NULL, NULL, placed_at, NULL, 0 FROM carts WHERE cart_id = 1;
            INSERT INTO order_sales
            SELECT store_id, cart_id, 1, day + 1, placed_at, 'sale', 'order', 'product', 1, 1, units, revenue, 0, 0
            FROM carts WHERE cart_id = 1
            """),
        ("order_adds_up", """
            INSERT INTO orders SELECT store_id, 1, NULL, 'placed', 'paid', NULL, NULL, NULL, NULL, '2026-01-01Z', NULL, 0 FROM stores
            """),
        ("order_adds_up", """
            INSERT INTO orders SELECT store_id, 1, NULL, 'pending', 'new', NULL, NULL, NULL, NULL, '2026-01-01Z', 5, 4 FROM stores
            """),
        ("run_counts_add_up", "UPDATE etl_run_entities SET skipped = 1 WHERE entity = 'carts'"),
        ("run_counts_add_up", "UPDATE etl_run_entities SET unchanged = unchanged + 1 WHERE entity = 'customers'"),
        ("run_counts_add_up", "DELETE FROM etl_run_entities"),
        ("run_counts_add_up", "UPDATE etl_runs SET outcome = 'cancelled'"),
        ("erased_customer_is_nowhere",
            "INSERT INTO erased_customers SELECT store_id, user_id, '2026-01-01Z' FROM customers WHERE user_id = 9"),
        ("erased_customer_is_nowhere", """
            INSERT INTO erased_customers SELECT store_id, user_id, '2026-01-01Z' FROM customers WHERE user_id = 1;
            DELETE FROM customers WHERE user_id = 1
            """),
        ("erased_customer_is_nowhere", """
            INSERT INTO erased_customers SELECT store_id, 99, '2026-01-01Z' FROM stores;
            INSERT INTO first_orders SELECT store_id, 99, '2020-01-01' FROM stores
            """),
        ("live_counts_are_row_counts", "UPDATE products SET removed_at = '2026-01-01Z' WHERE product_id = 3"),
        ("live_counts_are_row_counts", "DELETE FROM customers WHERE user_id = 3"),
        ("live_counts_are_row_counts", "UPDATE etl_run_entities SET live = 8 WHERE entity = 'carts'"),
    ];

    private PipelineBundle _pipeline = null!;

    [OneTimeSetUp]
    public async Task LoadAsync()
    {
        _pipeline = new PipelineBundle();
        await _pipeline.SucceedAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _pipeline.DisposeAsync();

    [Test]
    public async Task A_loaded_warehouse_breaks_none() => Assert.That(await BreachesAsync("SELECT 1"), Is.Empty);

    [Test]
    public void Each_invariant_is_broken_by_hand_at_least_once() =>
        Assert.That(Breaks.Select(one => one.Invariant).Distinct(), Is.EquivalentTo(WarehouseInvariants.Names));

    [TestCaseSource(nameof(Breaks))]
    public async Task What_is_broken_by_hand_is_seen((string Invariant, string Break) one)
    {
        var breaches = await BreachesAsync(one.Break);

        Assert.That(breaches.Select(breach => breach.Invariant), Does.Contain(one.Invariant));
        Assert.That(breaches.First(breach => breach.Invariant == one.Invariant).Row, Does.Match("^(store|store_id|place)=[^ ]+ "));
    }

    [Test]
    public async Task No_more_rows_are_returned_than_asked_for()
    {
        await using var connection = await _pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "UPDATE cart_lines SET viewed_at = NULL");

        var breaches = await WarehouseInvariants.CheckAsync(connection, rowsEach: 3);

        Assert.That(breaches.Count(breach => breach.Invariant == "view_precedes_its_cart"), Is.EqualTo(3));
    }

    /// <summary>What the invariants say after a statement, which is then rolled back.</summary>
    private async Task<IReadOnlyList<InvariantBreach>> BreachesAsync(string sql)
    {
        await using var connection = await _pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, sql);
        return await WarehouseInvariants.CheckAsync(connection);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Assert.That(await command.ExecuteNonQueryAsync(), Is.Not.Zero, $"nothing was broken by {sql}");
    }
}
