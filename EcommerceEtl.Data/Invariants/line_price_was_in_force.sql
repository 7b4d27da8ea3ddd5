-- Where lines state no price, a line's price is the one in force at its cart's time, and missing only if the product is unknown. Carts that
-- the last run could not read anew (rejected, or nothing was removed because some element had no id) keep the price they were given.
WITH in_force AS (
  SELECT store_id, product_id, price, valid_from,
    coalesce(lead(valid_from) OVER (PARTITION BY store_id, product_id ORDER BY valid_from), 'infinity') AS valid_to
  FROM product_prices
)
SELECT s.name AS store, l.cart_id, l.line_no, l.product_id, c.placed_at, l.unit_price, f.price AS in_force
FROM cart_lines l
JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
JOIN stores s ON s.store_id = l.store_id
LEFT JOIN in_force f
  ON f.store_id = l.store_id AND f.product_id = l.product_id AND f.valid_from <= c.placed_at AND c.placed_at < f.valid_to
WHERE s.kind = 'FakeStore'
  AND l.unit_price IS DISTINCT FROM f.price
  AND NOT EXISTS (
    SELECT FROM quarantine q
    WHERE q.store_id = c.store_id AND q.entity = 'carts' AND q.status <> 'resolved'
      AND q.record_key = coalesce(c.source_id, c.cart_id::text))
  AND NOT EXISTS (
    SELECT FROM etl_runs r
    WHERE r.run_id = (SELECT max(m.run_id) FROM etl_runs m WHERE m.store_id = c.store_id AND m.outcome = 'succeeded')
      AND r.notes -> 'nothing_removed' @> '["carts"]')
