namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Sixty thousand carts of two or three lines, spread evenly over the three years from 2023 on, in a store in UTC and one in
/// Tokyo: large enough for PostgreSQL to plan as it does for millions.</summary>
internal static class LargeWarehouse
{
    public const int Carts = 60_000;

    /// <summary>Two of each even cart, three of each odd one.</summary>
    public const int Lines = Carts / 2 * 5;

    private static readonly string _sql = $$"""
        INSERT INTO stores VALUES
          (1, 'harbour', 'FakeStore', 'a.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated'),
          (2, 'tokyo', 'FakeStore', 'b.example', 'USD', 'Asia/Tokyo', 'derived', 'simulated', 'simulated');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
        SELECT store_id, 'manual', 'succeeded', '2026-01-01Z', '2026-01-01Z', '1' FROM stores;
        INSERT INTO products
        SELECT s.store_id, p, NULL, 'item ' || p, (ARRAY['men''s clothing', 'electronics', 'jewelery'])[1 + p % 3], 10, NULL, NULL,
          '2026-01-01Z', NULL
        FROM stores s, generate_series(1, 200) p;
        INSERT INTO customers SELECT s.store_id, u, NULL, (ARRAY['Oslo', 'Kyoto', 'Lima'])[1 + u % 3] FROM stores s, generate_series(1,
          5000) u;
        INSERT INTO carts
        SELECT s.store_id, n, NULL, 1 + n * 7919 % 5000, at, (at AT TIME ZONE s.time_zone)::date, true, n % 10 < 8, n % 10 < 5, 2 + n % 2,
          20, 2, 20,
          md5(n::text)::uuid, 1
        FROM generate_series(1, {{Carts}}) n
        JOIN stores s ON s.store_id = 1 + n % 2
        CROSS JOIN LATERAL (SELECT timestamptz '2023-01-01Z' + n * interval '1578 s') placed (at);
        INSERT INTO cart_lines
        SELECT store_id, cart_id, line, 1 + (cart_id * 31 + line) % 200, 1, 10, day, placed_at - interval '5 minutes',
          CASE WHEN carted THEN placed_at END, CASE WHEN purchased THEN placed_at + interval '5 minutes' END
        FROM carts CROSS JOIN LATERAL generate_series(1, lines) line
        """;

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(_sql);
        await database.FillRollupsAsync();
        await database.ExecuteAsync("SELECT create_missing_indexes()");
        await database.ExecuteAsync("VACUUM ANALYZE");
        return database;
    }
}
