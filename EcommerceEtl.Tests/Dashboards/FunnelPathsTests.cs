namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// The functions read sums where they can and carts where they must. What they say must not depend on it: with every city chosen by name
/// they count carts and lines, with none chosen they take the short way. The stores lie as far from UTC as there are zones, 12 hours
/// behind and 14 ahead of it.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class FunnelPathsTests
{
    private const string Everywhere = "'{Oslo,Lima,Unknown}'";
    private const string All = "'{__all__}'";

    // A cart every two hours for half a year, with new customers all the time; every seventh is a guest's, every fifth line has no
    // product, some products are not known, some lines not priced. The first ones are on the last day of a month in the west, the last
    // ones on the first day of one in the east.
    private const string Sql = """
        INSERT INTO stores VALUES
          (1, 'west', 'FakeStore', 'a.example', 'USD', 'Etc/GMT+12', 'derived', 'simulated', 'simulated'),
          (2, 'east', 'FakeStore', 'b.example', 'USD', 'Pacific/Kiritimati', 'derived', 'simulated', 'simulated');
        INSERT INTO products
        SELECT s.store_id, p, NULL, 'item ' || p, (ARRAY['books', 'toys', 'tools'])[1 + p % 3], 10, NULL, NULL, '2026-01-01Z', NULL
        FROM stores s, generate_series(1, 60) p;
        INSERT INTO customers SELECT s.store_id, u, NULL, (ARRAY['Oslo', 'Lima'])[1 + u % 2] FROM stores s, generate_series(1, 450) u;
        INSERT INTO carts
        SELECT s.store_id, n, NULL, CASE WHEN n % 7 > 0 THEN 1 + n * 7919 % (10 + n / 5) END, at, (at AT TIME ZONE s.time_zone)::date,
          true, n % 10 < 8, n % 10 < 5, 2, 0, 0, 0, md5(n::text)::uuid, 1
        FROM generate_series(1, 2225) n
        JOIN stores s ON s.store_id = 1 + n % 2
        CROSS JOIN LATERAL (SELECT timestamptz '2025-10-31 23:00Z' + n * interval '117 minutes') placed (at);
        INSERT INTO cart_lines
        SELECT store_id, cart_id, line, nullif((cart_id * 31 + line * 17) % 70 * sign(cart_id % 5), 0), line, nullif(cart_id % 11, 0), day,
          placed_at,
          CASE WHEN carted THEN placed_at END, CASE WHEN purchased THEN placed_at END
        FROM carts CROSS JOIN LATERAL generate_series(1, lines) line;
        UPDATE carts SET revenue = sums.revenue, units = sums.units
        FROM (
          SELECT store_id, cart_id, coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0) AS revenue,
            coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0) AS units
          FROM cart_lines GROUP BY store_id, cart_id
        ) sums
        WHERE sums.store_id = carts.store_id AND sums.cart_id = carts.cart_id
        """;

    private BoardReader _reader = null!;

    // Begin of the range in UTC, days until its end: within a part of a month, most of one, across its end and a year's, over many months.
    private static IEnumerable<TestCaseData> Ranges =>
        from first in new[]
        {
            "2025-11-01 05:00", "2025-11-20 09:00", "2025-12-01 05:00", "2025-12-16 05:00", "2025-12-28 00:00", "2026-01-11 23:00",
            "2026-02-28 20:00", "2026-03-01 05:00",
        }
        from days in new[] { 0, 3, 9, 14, 26, 30, 45, 60, 99, 140 }
        select new TestCaseData(first, days);

    [OneTimeSetUp]
    public async Task FillAsync() => _reader = await BoardReader.OpenFilledAsync(Sql);

    [OneTimeTearDown]
    public async Task DropAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Ranges))]
    public async Task Sums_say_what_the_carts_say(string first, int days)
    {
        (string, string)[] calls =
        [
            ("funnel_products", All), ("funnel_products", "'{books,unknown}'"), ("funnel_sales", All), ("funnel_sales", "'{toys}'"),
            ("funnel_cohorts", All), ("funnel_buyers", All), ("funnel_returning", All), ("funnel_cities", All),
        ];
        foreach (var (function, categories) in calls)
        {
            var answer = await _reader.AskAsync($"""
                WITH sums AS MATERIALIZED ({Call(All)}), carts AS MATERIALIZED ({Call(Everywhere)})
                SELECT
                  (SELECT count(*) FROM (SELECT * FROM sums EXCEPT ALL SELECT * FROM carts) more),
                  (SELECT count(*) FROM (SELECT * FROM carts EXCEPT ALL SELECT * FROM sums) less),
                  (SELECT count(*) FROM carts)
                """);
            Assert.That(answer.Rows[0][..2], Is.EqualTo(new object[] { 0L, 0L }), $"{function} {categories}");
            // On a single day it may be that nothing of a category was bought.
            if (days > 0)
                Assert.That(answer.Rows[0][2], Is.GreaterThan(0L), $"{function} {categories}");

            string Call(string cities) => $"""
                SELECT * FROM {function}(timestamptz '{first}Z', timestamptz '{first}Z' + interval '{days} days 13 hours', 'USD', {All},
                  {categories}, {cities})
                """;
        }
    }

    // From noon in UTC, when a day begins in the west.
    [TestCase("2025-11-11", 3, "2025-11-15|2025-11-15", TestName = "of four days within a part of a month no sums are read")]
    [TestCase("2025-11-05", 7, "2025-11-13|2025-11-13", TestName = "nor of eight that begin and end in the middle of one")]
    [TestCase("2025-11-07", 7, "2025-11-09|2025-11-17", TestName = "of eight with most of a part it is that part, and two days less two")]
    [TestCase("2025-12-08", 8, "2025-12-09|2025-12-17", TestName = "a part and a day before it")]
    [TestCase("2025-11-03", 26, "2025-11-01|2025-12-01", TestName = "of 27 days of a month it is the month, less three days")]
    [TestCase("2025-11-01", 29, "2025-11-01|2025-12-01", TestName = "a month from its first to its last day")]
    [TestCase("2025-11-13", 29, "2025-11-09|2025-12-09", TestName = "thirty days, four days off at each end")]
    [TestCase("2025-12-28", 30, "2025-12-25|2026-01-25", TestName = "the last day but three of a long month is nearer to the 25th")]
    [TestCase("2025-12-29", 30, "2026-01-01|2026-02-01", TestName = "and the next day to the first of the month after it")]
    [TestCase("2026-02-25", 30, "2026-02-25|2026-03-25", TestName = "the last part of February has four days")]
    [TestCase("2025-11-02", 60, "2025-11-01|2026-01-01", TestName = "two months, less a day, and a day of a third")]
    [TestCase("2025-11-20", 82, "2025-11-17|2026-02-09", TestName = "months between two of which parts are in the range")]
    [TestCase("2025-11-20", 99, "2025-11-17|2026-03-01", TestName = "months after one of which a part is, the last less a day")]
    public async Task The_days_whose_sums_are_read_are_told_with_the_days_of_a_range(string first, int days, string expected)
    {
        await _reader.Database.GivesAsync($"SELECT sums_from::text, sums_until::text FROM funnel_days({Range(first, days)})", [expected]);
    }

    [Test]
    public async Task Of_any_range_at_most_eight_days_are_counted_one_by_one_and_with_the_sums_they_are_its_days() =>
        await _reader.Database.GivesAsync("""
            SELECT r.*, d.first_day, d.last_day, d.sums_from, d.sums_until, e.*
            FROM (
              SELECT first, days
              FROM generate_series(timestamptz '2027-12-20 12:00Z', '2028-03-20 12:00Z', '1 day') first
              CROSS JOIN generate_series(0, 40) days
              UNION ALL
              SELECT first, 29 FROM generate_series(timestamptz '2026-01-01 12:00Z', '2027-01-31 12:00Z', '1 day') first
            ) r
            CROSS JOIN LATERAL funnel_days(first, first + days * interval '1 day' + interval '12 hours', 'USD', '{west}') d
            CROSS JOIN LATERAL (
              SELECT count(*), count(DISTINCT day) AS distinct_days, coalesce(sum(sign), 0) AS sum
              FROM funnel_edge_days(first, first + days * interval '1 day' + interval '12 hours', 'USD', '{west}')
            ) e
            WHERE e.count > 8
              OR e.distinct_days <> e.count
              OR e.sum <> d.last_day + 1 - d.first_day - (d.sums_until - d.sums_from)
            """, []);

    private static string Range(string first, int days) =>
        $$"""timestamptz '{{first}} 12:00Z', timestamptz '{{first}} 12:00Z' + interval '{{days}} days 12 hours', 'USD', '{"west"}'""";
}
