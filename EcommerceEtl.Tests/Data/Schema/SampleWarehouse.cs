namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>A few rows written by hand, on which the views' answers can be worked out by hand. Store 1 is in UTC. Of its products 1 costs
/// 10 and 2 costs 2.50; 99 is unknown. Cart 1 (Ana, Oslo): all three steps for 2 of product 1, view and add for 3 of product 2. Cart 2 (a
/// guest): 1.5 of product 2 bought. Cart 3 (customer 8, unknown): product 99, unpriced, bought; and product 1 only viewed. Cart 4 (Bo, no
/// city): product 1 only viewed.</summary>
internal static class SampleWarehouse
{
    public const string Sql = """
        INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, worker_version) VALUES
          (1, 'manual', 'succeeded', '2020-03-01 00:00Z', '1'), (1, 'manual', 'succeeded', '2020-03-02 00:00Z', '1');
        INSERT INTO products VALUES
          (1, 1, NULL, 'Lamp', 'home', 12, 4.5, 10, '2020-03-01 00:00Z', NULL),
          (1, 2, NULL, 'Pen', 'men''s office', 2.50, NULL, NULL, '2020-03-01 00:00Z', '2020-03-02 00:00Z');
        INSERT INTO customers VALUES (1, 7, NULL, 'Oslo'), (1, 9, NULL, '');
        INSERT INTO carts VALUES
          (1, 1, NULL, 7, '2020-01-02 00:00Z', '2020-01-02', true, true, true, 2, 27.5, 2, 20, '00000000-0000-0000-0000-000000000001', 1),
          (1, 2, NULL, NULL, '2020-01-02 12:00Z', '2020-01-02', true, true, true, 1, 3.75, 1.5, 3.75,
            '00000000-0000-0000-0000-000000000002', 1),
          (1, 3, NULL, 8, '2020-01-03 12:00Z', '2020-01-03', true, true, true, 2, 10, 4, 0, '00000000-0000-0000-0000-000000000003', 2),
          (1, 4, NULL, 9, '2020-01-03 13:00Z', '2020-01-03', true, false, false, 1, 10, 0, 0, '00000000-0000-0000-0000-000000000004', 2);
        INSERT INTO cart_lines VALUES
          (1, 1, 1, 1, 2, 10, '2020-01-02', '2020-01-01 23:50Z', '2020-01-02 00:00Z', '2020-01-02 00:05Z'),
          (1, 1, 2, 2, 3, 2.5, '2020-01-02', '2020-01-01 23:40Z', '2020-01-02 00:00Z', NULL),
          (1, 2, 1, 2, 1.5, 2.5, '2020-01-02', '2020-01-02 11:50Z', '2020-01-02 12:00Z', '2020-01-02 12:09Z'),
          (1, 3, 1, 99, 4, NULL, '2020-01-03', '2020-01-03 11:50Z', '2020-01-03 12:00Z', '2020-01-03 12:03Z'),
          (1, 3, 2, 1, 1, 10, '2020-01-03', '2020-01-03 11:55Z', NULL, NULL),
          (1, 4, 1, 1, 1, 10, '2020-01-03', '2020-01-03 12:50Z', NULL, NULL)
        """;
}
