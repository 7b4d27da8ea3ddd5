-- The day of a cart is the day of its order's sale in the store's zone, else that of its own time; the day of a row of an order that of its
-- time. Carts that the last run could not read anew (rejected, or nothing was
-- removed because some element had no id) may still be counted in the zone before.
SELECT s.name AS store, c.cart_id, coalesce(o.placed_at, c.placed_at) AS counts_at, s.time_zone, c.day
FROM carts c
JOIN stores s ON s.store_id = c.store_id
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
WHERE (c.day <> (coalesce(o.placed_at, c.placed_at) AT TIME ZONE s.time_zone)::date
    OR EXISTS (
      SELECT FROM order_sales r
      WHERE r.store_id = c.store_id AND r.cart_id = c.cart_id AND r.day <> (r.at AT TIME ZONE s.time_zone)::date))
  AND NOT EXISTS (
    SELECT FROM quarantine q
    WHERE q.store_id = c.store_id AND q.entity = 'carts' AND q.status <> 'resolved'
      AND q.record_key = coalesce(c.source_id, c.cart_id::text))
  AND NOT EXISTS (
    SELECT FROM etl_runs r
    WHERE r.run_id = (SELECT max(m.run_id) FROM etl_runs m WHERE m.store_id = c.store_id AND m.outcome = 'succeeded')
      AND r.notes -> 'nothing_removed' @> '["carts"]')
