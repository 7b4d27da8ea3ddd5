namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Today so far, seen at nine in the morning of 2 March in Tokyo, midnight in UTC. Of the simulated shop a cart was bought for 10
/// the day before at eight and one for 99 at twenty o'clock, one for 30 today at half past eight and one for 77 an hour after nine. The
/// shop that states orders has one for 50 today at eight and paid back 5 of an older one at ten past eight.</summary>
internal sealed class TodayTests
{
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'simulated', 'FakeStore', 'a.example', 'JPY', 'Asia/Tokyo', 'derived', 'simulated', 'simulated', NULL, 'all'),
          (2, 'orders', 'WooCommerce', 'b.example', 'JPY', 'Asia/Tokyo', 'none', 'derived', 'observed', NULL, 'checkouts');
        INSERT INTO carts
        SELECT 1, id, NULL, NULL, at, day, true, true, true, 1, price, 1, price, md5(id::text)::uuid, 1
        FROM (VALUES
          (1, '2026-03-01 08:00+09'::timestamptz, '2026-03-01'::date, 10), (2, '2026-03-01 20:00+09', '2026-03-01', 99),
          (3, '2026-03-02 08:30+09', '2026-03-02', 30), (4, '2026-03-02 10:00+09', '2026-03-02', 77)) cart (id, at, day, price);
        INSERT INTO cart_lines SELECT 1, cart_id, 1, 1, 1, gross_value, day, placed_at, placed_at, placed_at FROM carts;
        INSERT INTO order_sales VALUES
          (2, 1, 1, '2026-03-02', '2026-03-02 08:00+09', 'sale', 'order', 'product', 1, 1, 1, 50, 0, 5),
          (2, 1, 2, '2026-03-02', '2026-03-02 08:00+09', 'sale', 'order', 'shipping', NULL, NULL, 0, 6, 0, 0),
          (2, 7, 3, '2026-03-02', '2026-03-02 08:10+09', 'return', 'refund', 'product', 1, 1, -1, -5, 0, 0)
        """;

    [TestCase("{__all__}", "{__all__}", "today|2|75", "yesterday|1|10")]
    [TestCase("{orders}", "{__all__}", "today|1|45", "yesterday|0|0")]
    [TestCase("{simulated}", "{unknown}", "today|1|30", "yesterday|1|10")]
    [TestCase("{simulated}", "{books}", "today|0|0", "yesterday|0|0")]
    public async Task Today_up_to_now_stands_beside_yesterday_at_this_hour(string stores, string categories, params string[] rows)
    {
        await using var reader = await BoardReader.OpenFilledAsync(Sql);

        var answer = await reader.AskAsync($$"""
            SELECT * FROM funnel_today('2026-03-02 00:00Z', 'JPY', '{{stores}}', '{{categories}}', '{__all__}') ORDER BY 1
            """);

        Assert.That(answer.Texts, Is.EqualTo(rows));
    }
}
