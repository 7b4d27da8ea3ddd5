namespace EcommerceEtl.Tests.Dashboards;

/// <summary>An order to which an edit adds units without money: of a product that is sold in the same month too, and of one that is
/// not.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class GivenUnitsTests
{
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'shop', 'WooCommerce', 'a.example', 'EUR', 'UTC', 'none', 'observed', 'observed', NULL, 'none');
        INSERT INTO products SELECT 1, id, NULL, 'item', 'books', 10, NULL, NULL, '2025-01-01Z', NULL FROM generate_series(7, 8) id;
        INSERT INTO carts (
          store_id, cart_id, placed_at, day, viewed, carted, purchased, lines, gross_value, units, revenue, content_hash, run_id)
        SELECT 1, n, d, d, false, true, true, 1, 10, 1, 10, md5(n::text)::uuid, 1
        FROM (VALUES (1, timestamptz '2025-10-20Z'), (2, timestamptz '2025-11-25Z')) cart (n, d);
        INSERT INTO cart_lines
        SELECT 1, cart_id, 1, 7, 1, 10, day, NULL, placed_at, placed_at FROM carts;
        INSERT INTO orders SELECT 1, cart_id, 'N' || cart_id, 'placed', 'known', placed_at, day, NULL, NULL, placed_at, NULL, 0 FROM carts;
        INSERT INTO order_sales
        SELECT 1, cart_id, 1, day, placed_at, 'sale', 'order', 'product', 1, 7, 1, 10, 0, 0 FROM carts
        UNION ALL
        SELECT 1, 1, 2, '2025-11-03', '2025-11-03Z', 'sale', 'edit', 'product', NULL, 7, 2, 0, 0, 0
        UNION ALL
        SELECT 1, 1, 3, '2025-11-03', '2025-11-03Z', 'sale', 'edit', 'product', NULL, 8, 4, 0, 0, 0
        """;

    private BoardReader _reader = null!;

    [OneTimeSetUp]
    public async Task FillAsync() => _reader = await BoardReader.OpenFilledAsync(Sql);

    [OneTimeTearDown]
    public async Task DropAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCase("2025-11-09", "2025-11-30", 1L, Description = "the month less its first eight days")]
    [TestCase("2025-11-01", "2025-11-30", 7L, Description = "the month")]
    [TestCase("2025-11-01", "2025-11-08", 6L, Description = "its first eight days")]
    [TestCase("2025-11-02", "2025-11-04", 6L, Description = "three days")]
    [TestCase("2025-10-12", "2025-11-20", 7L, Description = "parts of two months, and some days")]
    public async Task They_are_units_of_the_day_of_the_edit(string from, string to, long units)
    {
        foreach (var function in new[] { "funnel_sales", "funnel_products", "funnel_daily" })
            foreach (var cities in new[] { "'{__all__}'", "'{Unknown}'" })
                await _reader.Database.GivesAsync(
                    $"SELECT sum(units)::int FROM {function}('{from}', '{to} 23:59:59', 'EUR', '{{__all__}}', '{{__all__}}', {cities})",
                    [$"{units}"], $"{function} {cities}");
    }
}
