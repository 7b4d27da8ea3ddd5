using Npgsql;

namespace EcommerceEtl.Tests.Data.Schema;

[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class CheckTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(
            "INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'h', 'USD', 'UTC', 'derived', 'simulated', 'simulated')");
        await _database.ExecuteAsync($"""
            INSERT INTO products VALUES (1, 1, NULL, 'Pen', 'office', 1.5, 4, 10, '2026-01-01Z');
            INSERT INTO product_prices VALUES (1, 1, '-infinity', 1.5);
            INSERT INTO carts VALUES (1, 1, NULL, NULL, '2026-01-01Z', '2026-01-01', true, true, true, 1, 1, 1, 1, '{Guid.Empty}', 1);
            INSERT INTO cart_lines VALUES (1, 1, 1, 1, 1, 1.5, '2026-01-01');
            INSERT INTO etl_runs VALUES (DEFAULT, 1, 'schedule', '2026-01-01Z', 'succeeded', '2026-01-01Z', NULL, 1, 1, NULL, NULL, NULL,
              NULL, 'v');
            INSERT INTO etl_run_entities VALUES (1, 'carts', 1, 0, 1, 0, 0, 0, 0, 0, 1, 10, '{"{}"}');
            INSERT INTO quarantine VALUES (1, 'carts', '9', 'bad_date', '$.date', '{"{}"}', '2026-01-01Z', '2026-01-01Z', 1, 'open',
              'hash');
            INSERT INTO restatements VALUES (1, 1, '2026-01-01', 1, 2, 1, 2, 'late cart');
            INSERT INTO source_state VALUES (1, 'carts', NULL, NULL, 'h', 1);
            INSERT INTO daily_totals VALUES (1, '2026-01-01', 1, 1, 1, 1, 0, 1, 1, 1, 1.5, 0, 0, 0, 0, 0);
            INSERT INTO monthly_products VALUES (1, '2026-01-01', 1, 1, 1, 1, 1, 0, 1, 1.5)
            """);
    }

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [TestCase("cart_lines SET quantity = 'NaN'", "ck_cart_lines_quantity")]
    [TestCase("cart_lines SET quantity = 0", "ck_cart_lines_quantity")]
    [TestCase("cart_lines SET quantity = -1", "ck_cart_lines_quantity")]
    [TestCase("cart_lines SET unit_price = 'NaN'", "ck_cart_lines_unit_price")]
    [TestCase("cart_lines SET unit_price = -0.0001", "ck_cart_lines_unit_price")]
    [TestCase("cart_lines SET line_no = 0", "ck_cart_lines_line_no")]
    [TestCase("carts SET lines = -1", "ck_carts_counts")]
    [TestCase("carts SET gross_value = 'NaN'", "ck_carts_gross_value")]
    [TestCase("carts SET units = 'NaN'", "ck_carts_units")]
    [TestCase("carts SET units = -1", "ck_carts_units")]
    [TestCase("carts SET revenue = 'NaN'", "ck_carts_revenue")]
    [TestCase("carts SET revenue = 'NaN'", "ck_carts_revenue")]
    [TestCase("products SET price = 'NaN'", "ck_products_price")]
    [TestCase("products SET price = -1", "ck_products_price")]
    [TestCase("products SET rating = 'NaN'", "ck_products_rating")]
    [TestCase("products SET rating_count = -1", "ck_products_counts")]
    [TestCase("product_prices SET price = 'NaN'", "ck_product_prices_price")]
    [TestCase("stores SET currency = 'usd'", "ck_stores_currency")]
    [TestCase("stores SET currency = 'US'", "ck_stores_currency")]
    [TestCase("stores SET name = 'Shop'", "ck_stores_name")]
    [TestCase("stores SET name = '-shop'", "ck_stores_name")]
    [TestCase("stores SET name = ''", "ck_stores_name")]
    [TestCase("stores SET name = repeat('a', 64)", "ck_stores_name")]
    [TestCase("stores SET name = E'shop\\n'", "ck_stores_name")]
    [TestCase("stores SET address = 'https://Shop.example'", "ck_stores_address")]
    [TestCase("stores SET address = 'HTTPS://shop.example'", "ck_stores_address")]
    [TestCase("stores SET address = 'https://shop.example/'", "ck_stores_address")]
    [TestCase("stores SET address = 'https://shop.example/api/'", "ck_stores_address")]
    [TestCase("stores SET address = 'https://key@shop.example'", "ck_stores_address")]
    [TestCase("stores SET address = 'https://shop.example/api?key=1'", "ck_stores_address")]
    [TestCase("stores SET address = ''", "ck_stores_address")]
    [TestCase("stores SET view_origin = 'guessed'", "ck_stores_view_origin")]
    [TestCase("stores SET cart_origin = 'guessed'", "ck_stores_cart_origin")]
    [TestCase("stores SET purchase_origin = 'guessed'", "ck_stores_purchase_origin")]
    [TestCase("etl_runs SET trigger = 'cron'", "ck_etl_runs_trigger")]
    [TestCase("etl_runs SET outcome = 'done'", "ck_etl_runs_outcome")]
    [TestCase("etl_runs SET load_ms = -1", "ck_etl_runs_counts")]
    [TestCase("etl_run_entities SET entity = 'users'", "ck_etl_run_entities_entity")]
    [TestCase("etl_run_entities SET live = -1", "ck_etl_run_entities_counts")]
    [TestCase("quarantine SET entity = 'users'", "ck_quarantine_entity")]
    [TestCase("quarantine SET reason = 'ugly'", "ck_quarantine_reason")]
    [TestCase("quarantine SET status = 'gone'", "ck_quarantine_status")]
    [TestCase("restatements SET revenue_after = 'NaN'", "ck_restatements_revenue_after")]
    [TestCase("restatements SET orders_before = -1", "ck_restatements_counts")]
    [TestCase("daily_totals SET orders = -1", "ck_daily_totals_counts")]
    [TestCase("daily_totals SET units = -1", "ck_daily_totals_units")]
    [TestCase("daily_totals SET gross = 'NaN'", "ck_daily_totals_gross")]
    [TestCase("monthly_products SET views = -1", "ck_monthly_products_counts")]
    [TestCase("monthly_products SET units = -1", "ck_monthly_products_units")]
    [TestCase("monthly_products SET revenue = 'NaN'", "ck_monthly_products_revenue")]
    [TestCase("source_state SET entity = 'users'", "ck_source_state_entity")]
    public async Task A_value_that_makes_no_sense_is_refused_by_the_check_of_its_column(string update, string constraint)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync($"UPDATE {update}"));
        Assert.That(refused!.ConstraintName, Is.EqualTo(constraint));
    }

    [TestCase("cart_lines SET unit_price = NULL")]
    [TestCase("cart_lines SET unit_price = 0")]
    [TestCase("cart_lines SET product_id = NULL")]
    [TestCase("cart_lines SET product_id = 999, purchased_at = '2026-01-01Z', carted_at = NULL")]
    [TestCase("cart_lines SET quantity = 1000000, unit_price = 10000000")]
    [TestCase("carts SET user_id = 999, lines = 0, revenue = 0, units = 0")]
    [TestCase("carts SET gross_value = 100000000000000000.0000001, units = 10000000000")]
    [TestCase("products SET rating = NULL, rating_count = NULL, price = 0")]
    [TestCase("stores SET name = 'a-1_b', time_zone = 'Asia/Tokyo'")]
    [TestCase("stores SET address = 'http://[::1]:8080/Shop/API'")]
    [TestCase("stores SET address = 'shop.example'")]
    public async Task What_is_legal_is_taken(string update) => Assert.That(await _database.ExecuteAsync($"UPDATE {update}"), Is.EqualTo(1));

    [Test]
    public async Task A_slot_succeeds_or_runs_once_is_skipped_once_and_fails_as_often_as_it_likes()
    {
        string Run(string outcome, string slot) =>
            $"INSERT INTO etl_runs VALUES (DEFAULT, 1, 'schedule', {slot}, '{outcome}', '2026-01-01Z', NULL, 1, 1, NULL, NULL, NULL, "
                + "NULL, 'v')";

        var running = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync(Run("running", "'2026-01-01Z'")));
        Assert.That(running!.ConstraintName, Is.EqualTo("ux_etl_runs_slot_taken"));
        await _database.ExecuteAsync(Run("skipped", "'2026-01-01Z'"));
        var skipped = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync(Run("skipped", "'2026-01-01Z'")));
        Assert.That(skipped!.ConstraintName, Is.EqualTo("ux_etl_runs_slot_skipped"));
        foreach (var outcome in (string[])["failed", "failed", "cancelled", "abandoned", "abandoned"])
            await _database.ExecuteAsync(Run(outcome, "'2026-01-01Z'"));
        foreach (var _ in (int[])[1, 2])
            await _database.ExecuteAsync(Run("succeeded", "NULL"));
    }
}
