using System.Text.RegularExpressions;

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

    /// <summary>At nine in the morning of 2 March in Tokyo it is 19:00 of 1 March in New York. Each shop's day before has something after
    /// that hour, which does not count: Tokyo 1,200.00 and 0.40 today after 1,000.00, New York 30.00 today after 15.00 and 25.00.</summary>
    private const string TwoZones = """
        INSERT INTO stores VALUES
          (1, 'tokyo', 'WooCommerce', 'a.example', 'USD', 'Asia/Tokyo', 'none', 'derived', 'observed', NULL, 'checkouts'),
          (2, 'newyork', 'WooCommerce', 'b.example', 'USD', 'America/New_York', 'none', 'derived', 'observed', NULL, 'checkouts');
        INSERT INTO order_sales
        SELECT store, id, 1, day, at, 'sale', 'order', 'product', 1, 1, 1, price, 0, 0
        FROM (VALUES
          (1, 1, '2026-03-02'::date, '2026-03-02 08:00+09'::timestamptz, 1200), (1, 2, '2026-03-02', '2026-03-02 08:30+09', 0.40),
          (1, 3, '2026-03-01', '2026-03-01 08:59+09', 1000), (1, 4, '2026-03-01', '2026-03-01 09:01+09', 500),
          (2, 1, '2026-03-01', '2026-03-01 00:30-05', 30),
          (2, 2, '2026-02-28', '2026-02-28 18:00-05', 15), (2, 3, '2026-02-28', '2026-02-28 18:59-05', 25),
          (2, 4, '2026-02-28', '2026-02-28 19:01-05', 99)) sold (store, id, day, at, price)
        """;

    [TestCase("2026-03-02 00:00Z", "tokyo", "Revenue USD|1,200.40|1,000.00|+20.0 %", "Orders|2|1|+100.0 %")]
    [TestCase("2026-03-02 00:00Z", "newyork", "Revenue USD|30.00|40.00|-25.0 %", "Orders|1|2|-50.0 %")]
    [TestCase("2026-03-02 00:00Z", null, "Revenue USD|1,230.40|1,040.00|+18.3 %", "Orders|3|3|+0.0 %")]
    // A day earlier, at nine, Tokyo had sold nothing on the day before.
    [TestCase("2026-03-01 00:00Z", "tokyo", "Revenue USD|1,000.00|0.00|–", "Orders|1|0|–")]
    // Nobody has bought anything for two days.
    [TestCase("2026-03-05 00:00Z", null, "Revenue USD|0.00|0.00|–", "Orders|0|0|–")]
    public async Task The_panel_compares_each_shops_today_with_its_own_yesterday(string now, string? store, params string[] rows)
    {
        await using var reader = await BoardReader.OpenFilledAsync(TwoZones);

        Assert.That(await PanelAsync(reader, now, "USD", store), Is.EqualTo(rows));
    }

    [TestCase("2026-03-02 00:00Z", "simulated", "Revenue JPY|30.00|10.00|+200.0 %, simulated", "Orders|1|1|+0.0 %, simulated")]
    [TestCase("2026-03-01 00:00Z", "simulated", "Revenue JPY|10.00|0.00|–, simulated", "Orders|1|0|–, simulated")]
    [TestCase("2026-03-02 00:00Z", "orders", "Revenue JPY|45.00|0.00|–", "Orders|1|0|–")]
    public async Task It_says_if_what_it_compares_is_simulated(string now, string store, params string[] rows)
    {
        await using var reader = await BoardReader.OpenFilledAsync(Sql);

        Assert.That(await PanelAsync(reader, now, "JPY", store), Is.EqualTo(rows));
    }

    [TestCase("+20.0 %", "green")]
    [TestCase("-25.0 %", "red")]
    [TestCase("+0.0 %", "text")]
    [TestCase("-0.0 %", "text")]
    [TestCase("–", "text")]
    [TestCase("+200.0 %, simulated", "text")]
    [TestCase("-5.0 %, simulated", "text")]
    public void A_change_is_green_or_red_unless_it_is_nothing_or_simulated(string change, string colour)
    {
        var mappings = Board.Objects(Board.Funnel.Panel("Today So Far")["fieldConfig"]!["overrides"])
            .Single(each => Board.Text(each["matcher"]!["options"]) == "Change")["properties"]!.AsArray()
            .Single(each => Board.Text(each!["id"]) == "mappings")!["value"];
        var first = Board.Objects(mappings).Select(mapping => mapping["options"]!)
            .OrderBy(mapping => mapping["result"]!["index"]!.GetValue<int>())
            .First(mapping => Regex.IsMatch(change, Board.Text(mapping["pattern"]).Trim('/')));

        Assert.That(Board.Text(first["result"]!["color"]), Is.EqualTo(colour));
    }

    /// <summary>The panel's rows if somebody looks at it then.</summary>
    private static async Task<string[]> PanelAsync(BoardReader reader, string now, string currency, string? store)
    {
        var choice = BoardChoice.Range("2020-01-01 00:00", "2020-01-31 00:00") with
        {
            Currency = currency,
            Stores = store is null ? null : [store],
        };
        var sql = choice.Expand(Board.Funnel.Sql("Today So Far")).Replace("now()", $"'{now}'::timestamptz", StringComparison.Ordinal);
        return (await reader.AskAsync(sql)).Texts;
    }
}
