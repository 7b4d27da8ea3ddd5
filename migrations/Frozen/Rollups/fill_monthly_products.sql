-- The sums of the lines that the warehouse holds already; from then on each load keeps them.
INSERT INTO monthly_products (store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue)
SELECT
  store_id, date_trunc('month', day::timestamp)::date, coalesce(product_id, 0), count(*), count(viewed_at), count(carted_at), count(purchased_at),
  count(*) FILTER (WHERE purchased_at IS NOT NULL AND unit_price IS NULL),
  coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0),
  coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0)
FROM cart_lines
GROUP BY 1, 2, 3
