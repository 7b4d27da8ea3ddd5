namespace EcommerceEtl.Tests.Worker.Explain;

/// <summary>An order on the Fake Store's cart 3 (219.90 of simulated revenue, 2 units), written by hand with the sums that follow. On 1
/// March 2020 it sells 2 x 50 less 10, tax 18, and shipping of 5, tax 1; on 5 March one unit comes back: 50 less 5, tax 9. That leaves
/// 108 + 6 - 54 = 60, and the shop states 60.50.</summary>
internal static class PlantedOrder
{
    public const string Sql = """
        UPDATE carts SET units = 2, revenue = 90, city = 'Oslo' WHERE cart_id = 3;
        INSERT INTO orders VALUES (1, 3, 'A-17', 'placed', 'completed', '2020-03-01 10:00Z', '2020-03-01', 'Oslo', NULL,
          '2020-03-05 12:00Z', 60.5, 0.5);
        INSERT INTO order_sales VALUES
          (1, 3, 1, '2020-03-01', '2020-03-01 10:00Z', 'sale', 'order', 'product', 1, 1, 2, 100, 10, 18, NULL),
          (1, 3, 2, '2020-03-01', '2020-03-01 10:00Z', 'sale', 'order', 'shipping', NULL, NULL, 0, 5, 0, 1, NULL),
          (1, 3, 3, '2020-03-05', '2020-03-05 12:00Z', 'return', 'refund', 'product', 1, 1, -1, -50, -5, -9, 'Oslo');
        UPDATE daily_totals SET gross = gross - 219.90 + 100, discounts = 10, shipping = 5, tax = 19 WHERE day = '2020-03-01';
        INSERT INTO daily_totals (
          store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, units, gross, discounts, returns, shipping, tax, other)
        VALUES (1, '2020-03-05', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 45, 0, -9, 0);
        INSERT INTO restatements (
          run_id, store_id, day, orders_before, orders_after, revenue_before, revenue_after, sessions_before, sessions_after, cause)
        SELECT min(run_id), 1, '2020-03-01', 3, 3, 571.89, 441.99, 4, 4, 'carts edited' FROM etl_runs
        """;
}
