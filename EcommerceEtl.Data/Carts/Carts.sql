-- name: cart_totals
SELECT count(*), coalesce(sum(lines), 0), coalesce(sum(gross_value), 0)
FROM carts
WHERE store_id = $1

-- name: copy_cart_lines
COPY cart_lines (
  store_id, cart_id, line_no, product_id, quantity, unit_price, day, viewed_at, carted_at, purchased_at) FROM STDIN (FORMAT binary)

-- name: copy_carts
COPY carts (
  store_id, cart_id, source_id, user_id, placed_at, day, viewed, carted, purchased, lines, gross_value, units, revenue,
  content_hash, run_id) FROM STDIN (FORMAT binary)

-- name: count_rows_among
-- Rows of a store's entity whose key is one of $3. The least and the greatest of them bound the scan: without them each batch would
-- read the whole table.
SELECT CASE $2
  WHEN 'products' THEN
    (SELECT count(*) FROM products WHERE store_id = $1 AND product_id = ANY ($3) AND product_id BETWEEN $4 AND $5 AND removed_at IS NULL)
  WHEN 'customers' THEN
    (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id = ANY ($3) AND user_id BETWEEN $4 AND $5)
  WHEN 'carts' THEN
    (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id = ANY ($3) AND cart_id BETWEEN $4 AND $5)
END

-- name: count_rows_outside
-- Rows of a store's entity whose key lies below $3 or above $4: the ends of the index are read, not what lies between.
SELECT CASE $2
  WHEN 'products' THEN
    (SELECT count(*) FROM products WHERE store_id = $1 AND product_id < $3 AND removed_at IS NULL)
    + (SELECT count(*) FROM products WHERE store_id = $1 AND product_id > $4 AND removed_at IS NULL)
  WHEN 'customers' THEN
    (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id < $3)
    + (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id > $4)
  WHEN 'carts' THEN
    (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id < $3)
    + (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id > $4)
END

-- name: delete_cart_lines
-- Tells what the deleted lines counted in the figures of their product and month.
WITH gone AS (
  DELETE FROM cart_lines
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
  RETURNING
    date_trunc('month', day::timestamp)::date AS month, coalesce(product_id, 0) AS product_id, quantity, unit_price, viewed_at, carted_at,
    purchased_at
)
SELECT
  month, product_id, count(*)::int, count(viewed_at)::int, count(carted_at)::int, count(purchased_at)::int,
  (count(purchased_at) FILTER (WHERE unit_price IS NULL))::int,
  coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0),
  coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0)
FROM gone
GROUP BY month, product_id

-- name: delete_carts
-- Tells what each deleted cart counted in the figures of its day.
DELETE FROM carts
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
RETURNING cart_id, day, purchased, revenue, viewed, carted

-- name: select_cart_keys
SELECT cart_id, lines, gross_value
FROM carts
WHERE store_id = $1
  AND cart_id > $2
ORDER BY cart_id
LIMIT $3

-- name: select_known_carts
-- The least and greatest key of the batch bound the scan: without them each batch would read the whole table.
SELECT cart_id, content_hash, lines, gross_value
FROM carts
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
