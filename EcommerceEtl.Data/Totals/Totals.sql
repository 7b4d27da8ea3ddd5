-- name: add_daily_totals
-- Adds differences to the sums of days: a day that is there is changed, one that is not is new, one of which nothing is left goes.
MERGE INTO daily_totals d
USING unnest(
  $2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
  $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[], $15::numeric[], $16::numeric[])
  AS by (day, sessions, viewed, carted, orders, abandoned, added, bought, units, gross, discounts, returns, shipping, tax, other)
ON d.store_id = $1 AND d.day = by.day
WHEN MATCHED
  AND d.sessions + by.sessions = 0
  AND d.units + by.units = 0
  AND d.gross + by.gross = 0
  AND d.discounts + by.discounts = 0
  AND d.returns + by.returns = 0
  AND d.shipping + by.shipping = 0
  AND d.tax + by.tax = 0
  AND d.other + by.other = 0
THEN DELETE
WHEN MATCHED THEN UPDATE SET
  sessions = d.sessions + by.sessions,
  viewed = d.viewed + by.viewed,
  carted = d.carted + by.carted,
  orders = d.orders + by.orders,
  abandoned = d.abandoned + by.abandoned,
  added = d.added + by.added,
  bought = d.bought + by.bought,
  units = d.units + by.units,
  gross = d.gross + by.gross,
  discounts = d.discounts + by.discounts,
  returns = d.returns + by.returns,
  shipping = d.shipping + by.shipping,
  tax = d.tax + by.tax,
  other = d.other + by.other
WHEN NOT MATCHED THEN INSERT (
  store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, units, gross, discounts, returns, shipping, tax, other)
VALUES (
  $1, by.day, by.sessions, by.viewed, by.carted, by.orders, by.abandoned, by.added, by.bought,
  by.units, by.gross, by.discounts, by.returns, by.shipping, by.tax, by.other)

-- name: add_month_to_date_products
-- Adds differences to the sums of products in the first days of months, as add_monthly_products does.
MERGE INTO month_to_date_products m
USING (SELECT * FROM incoming_month_to_date_products ORDER BY store_id, until, product_id) by
ON m.store_id = by.store_id AND m.until = by.until AND m.product_id = by.product_id
WHEN MATCHED
  AND m.lines + by.lines = 0
  AND m.units + by.units = 0
  AND m.revenue + by.revenue = 0
  AND m.returned_units + by.returned_units = 0
  AND m.returns + by.returns = 0
THEN DELETE
WHEN MATCHED THEN UPDATE SET
  lines = m.lines + by.lines,
  views = m.views + by.views,
  carts = m.carts + by.carts,
  purchases = m.purchases + by.purchases,
  unpriced = m.unpriced + by.unpriced,
  units = m.units + by.units,
  revenue = m.revenue + by.revenue,
  returned_units = m.returned_units + by.returned_units,
  returns = m.returns + by.returns
WHEN NOT MATCHED THEN INSERT (
  store_id, until, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
VALUES (
  by.store_id, by.until, by.product_id, by.lines, by.views, by.carts, by.purchases, by.unpriced, by.units, by.revenue, by.returned_units,
  by.returns);
TRUNCATE incoming_month_to_date_products

-- name: add_monthly_products
-- Adds differences to the sums of products in months, as add_daily_totals does; in order of the key, so that new rows fill their pages.
MERGE INTO monthly_products m
USING (SELECT * FROM incoming_monthly_products ORDER BY store_id, month, product_id) by
ON m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id
WHEN MATCHED
  AND m.lines + by.lines = 0
  AND m.units + by.units = 0
  AND m.revenue + by.revenue = 0
  AND m.returned_units + by.returned_units = 0
  AND m.returns + by.returns = 0
THEN DELETE
WHEN MATCHED THEN UPDATE SET
  lines = m.lines + by.lines,
  views = m.views + by.views,
  carts = m.carts + by.carts,
  purchases = m.purchases + by.purchases,
  unpriced = m.unpriced + by.unpriced,
  units = m.units + by.units,
  revenue = m.revenue + by.revenue,
  returned_units = m.returned_units + by.returned_units,
  returns = m.returns + by.returns
WHEN NOT MATCHED THEN INSERT (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
VALUES (
  by.store_id, by.month, by.product_id, by.lines, by.views, by.carts, by.purchases, by.unpriced, by.units, by.revenue, by.returned_units,
  by.returns);
TRUNCATE incoming_monthly_products

-- name: copy_first_orders
COPY first_orders (store_id, user_id, day) FROM STDIN (FORMAT binary)

-- name: copy_incoming_month_to_date_products
COPY incoming_month_to_date_products (
  store_id, until, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
FROM STDIN (FORMAT binary)

-- name: copy_incoming_monthly_products
COPY incoming_monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
FROM STDIN (FORMAT binary)

-- name: copy_month_to_date_products
COPY month_to_date_products (
  store_id, until, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
FROM STDIN (FORMAT binary)

-- name: copy_monthly_products
COPY monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
FROM STDIN (FORMAT binary)

-- name: create_incoming_sums
CREATE TEMPORARY TABLE incoming_monthly_products (LIKE monthly_products) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_month_to_date_products (LIKE month_to_date_products) ON COMMIT DROP

-- name: delete_first_orders
-- The rows of some buyers of a store ($2; NULL for all of them).
DELETE FROM first_orders
WHERE store_id = $1
  AND ($2::bigint[] IS NULL OR user_id = ANY ($2))

-- name: delete_sums
WITH days AS (DELETE FROM daily_totals WHERE store_id = $1), to_date AS (DELETE FROM month_to_date_products WHERE store_id = $1)
DELETE FROM monthly_products WHERE store_id = $1

-- name: insert_first_orders
-- When some buyers of a store ordered first ($2; NULL for all of them).
INSERT INTO first_orders (store_id, user_id, day)
SELECT $1, user_id, min(day)
FROM carts
WHERE store_id = $1
  AND purchased
  AND user_id IS NOT NULL
  AND ($2::bigint[] IS NULL OR user_id = ANY ($2))
GROUP BY user_id
ORDER BY user_id

-- name: select_days
SELECT day, sessions, gross - discounts - returns
FROM daily_totals
WHERE store_id = $1
