-- Tells what the deleted lines counted in the figures of their product and month.
WITH gone AS (
  DELETE FROM cart_lines
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
  RETURNING date_trunc('month', day::timestamp)::date AS month, coalesce(product_id, 0) AS product_id, quantity, unit_price, viewed_at, carted_at, purchased_at
)
SELECT
  month, product_id, count(*)::int, count(viewed_at)::int, count(carted_at)::int, count(purchased_at)::int,
  (count(purchased_at) FILTER (WHERE unit_price IS NULL))::int,
  coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0),
  coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0)
FROM gone
GROUP BY month, product_id
