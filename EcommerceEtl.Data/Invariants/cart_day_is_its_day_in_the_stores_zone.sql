-- The day of a cart is the day of its time in the store's zone. Carts that the last run could not read anew (rejected, or nothing was
-- removed because some element had no id) may still be counted in the zone before.
SELECT s.name AS store, c.cart_id, c.placed_at, s.time_zone, c.day
FROM carts c
JOIN stores s ON s.store_id = c.store_id
WHERE c.day <> (c.placed_at AT TIME ZONE s.time_zone)::date
  AND NOT EXISTS (
    SELECT FROM quarantine q
    WHERE q.store_id = c.store_id AND q.entity = 'carts' AND q.status <> 'resolved'
      AND q.record_key = coalesce(c.source_id, c.cart_id::text))
  AND NOT EXISTS (
    SELECT FROM etl_runs r
    WHERE r.run_id = (SELECT max(m.run_id) FROM etl_runs m WHERE m.store_id = c.store_id AND m.outcome = 'succeeded')
      AND r.notes -> 'nothing_removed' @> '["carts"]')
