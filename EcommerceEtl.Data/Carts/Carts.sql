-- name: cart_totals
SELECT c.carts, c.lines, c.gross_value, o.orders, r.sales, r.sales_value
FROM (
  SELECT count(*) AS carts, coalesce(sum(lines), 0) AS lines, coalesce(sum(gross_value), 0) AS gross_value
  FROM carts
  WHERE store_id = $1
) c
CROSS JOIN (SELECT count(*) AS orders FROM orders WHERE store_id = $1) o
CROSS JOIN (
  SELECT count(*) AS sales, coalesce(sum(gross - discount + tax), 0) AS sales_value FROM order_sales WHERE store_id = $1
) r

-- name: copy_cart_lines
COPY cart_lines (
  store_id, cart_id, line_no, product_id, quantity, unit_price, day, viewed_at, carted_at, purchased_at) FROM STDIN (FORMAT binary)

-- name: copy_carts
COPY carts (
  store_id, cart_id, source_id, user_id, placed_at, day, viewed, carted, purchased, lines, gross_value, units, revenue,
  content_hash, run_id, city) FROM STDIN (FORMAT binary)

-- name: copy_order_sales
COPY order_sales (
  store_id, cart_id, sale_no, day, at, action, cause, item, line_no, product_id, quantity, gross, discount, tax,
  city) FROM STDIN (FORMAT binary)

-- name: copy_orders
COPY orders (
  store_id, cart_id, number, state, shop_status, placed_at, day, city, cancelled_at, updated_at, stated_total, difference)
FROM STDIN (FORMAT binary)

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
-- Tells what the deleted lines counted in the figures of their product and part of a month; the money of an order is that of its rows.
WITH gone AS (
  DELETE FROM cart_lines
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
  RETURNING
    month_part(day) AS part, coalesce(product_id, 0) AS product_id, quantity, unit_price, viewed_at, carted_at, purchased_at,
    purchased_at IS NOT NULL AND NOT EXISTS (
      SELECT FROM orders o WHERE o.store_id = cart_lines.store_id AND o.cart_id = cart_lines.cart_id) AS has_money
)
SELECT
  part, product_id, count(*)::int, count(viewed_at)::int, count(carted_at)::int, count(purchased_at)::int,
  (count(purchased_at) FILTER (WHERE unit_price IS NULL))::int,
  coalesce(sum(quantity) FILTER (WHERE has_money), 0),
  coalesce(sum(quantity * unit_price) FILTER (WHERE has_money), 0)
FROM gone
GROUP BY part, product_id

-- name: delete_carts
-- Tells what each deleted cart counted in the figures of its day.
DELETE FROM carts
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
RETURNING cart_id, user_id, day, viewed, carted, purchased, units, revenue

-- name: delete_order_sales
DELETE FROM order_sales
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
RETURNING cart_id, day, action, item, coalesce(product_id, 0), quantity, gross, discount, tax

-- name: delete_orders
DELETE FROM orders
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
RETURNING cart_id, state

-- name: has_orders
SELECT EXISTS (SELECT FROM orders WHERE store_id = $1)

-- name: sales_of_carts
-- Orders of some carts, and what their rows add up to.
SELECT
  (SELECT count(*) FROM orders WHERE store_id = $1 AND cart_id = ANY ($2)),
  count(*), coalesce(sum(gross - discount + tax), 0)
FROM order_sales
WHERE store_id = $1
  AND cart_id = ANY ($2)

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

-- name: sums_among
-- What the carts with the keys $2, which lie between $3 and $4, add up to.
SELECT c.carts, c.lines, c.gross_value, o.orders, r.sales, r.sales_value
FROM (
  SELECT count(*) AS carts, coalesce(sum(lines), 0) AS lines, coalesce(sum(gross_value), 0) AS gross_value
  FROM carts
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
) c
CROSS JOIN (
  SELECT count(*) AS orders
  FROM orders
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
) o
CROSS JOIN (
  SELECT count(*) AS sales, coalesce(sum(gross - discount + tax), 0) AS sales_value
  FROM order_sales
  WHERE store_id = $1
    AND cart_id = ANY ($2)
    AND cart_id BETWEEN $3 AND $4
) r
