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

-- name: add_monthly_products
-- Adds differences to the sums of products in months, as add_daily_totals does; in order of the key, so that new rows fill their pages.
MERGE INTO monthly_products m
USING (SELECT * FROM incoming_monthly_products ORDER BY store_id, month, product_id) by
ON m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id
WHEN MATCHED
  AND (
    m.lines + by.lines, m.units + by.units, m.revenue + by.revenue, m.returned_units + by.returned_units, m.returns + by.returns,
    m.units_10 + by.units_10, m.revenue_10 + by.revenue_10, m.returned_units_10 + by.returned_units_10, m.returns_10 + by.returns_10,
    m.units_20 + by.units_20, m.revenue_20 + by.revenue_20, m.returned_units_20 + by.returned_units_20, m.returns_20 + by.returns_20)
    = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
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
  returns = m.returns + by.returns,
  views_10 = m.views_10 + by.views_10,
  carts_10 = m.carts_10 + by.carts_10,
  purchases_10 = m.purchases_10 + by.purchases_10,
  unpriced_10 = m.unpriced_10 + by.unpriced_10,
  units_10 = m.units_10 + by.units_10,
  revenue_10 = m.revenue_10 + by.revenue_10,
  returned_units_10 = m.returned_units_10 + by.returned_units_10,
  returns_10 = m.returns_10 + by.returns_10,
  views_20 = m.views_20 + by.views_20,
  carts_20 = m.carts_20 + by.carts_20,
  purchases_20 = m.purchases_20 + by.purchases_20,
  unpriced_20 = m.unpriced_20 + by.unpriced_20,
  units_20 = m.units_20 + by.units_20,
  revenue_20 = m.revenue_20 + by.revenue_20,
  returned_units_20 = m.returned_units_20 + by.returned_units_20,
  returns_20 = m.returns_20 + by.returns_20
WHEN NOT MATCHED THEN INSERT (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_10, carts_10,
  purchases_10, unpriced_10, units_10, revenue_10, returned_units_10, returns_10, views_20, carts_20, purchases_20, unpriced_20,
  units_20, revenue_20, returned_units_20, returns_20)
VALUES (
  by.store_id, by.month, by.product_id, by.lines, by.views, by.carts, by.purchases, by.unpriced, by.units, by.revenue, by.returned_units,
  by.returns, by.views_10, by.carts_10, by.purchases_10, by.unpriced_10, by.units_10, by.revenue_10, by.returned_units_10, by.returns_10,
  by.views_20, by.carts_20, by.purchases_20, by.unpriced_20, by.units_20, by.revenue_20, by.returned_units_20, by.returns_20);
TRUNCATE incoming_monthly_products

-- name: copy_first_orders
COPY first_orders (store_id, user_id, day) FROM STDIN (FORMAT binary)

-- name: copy_incoming_monthly_products
COPY incoming_monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_10, carts_10,
  purchases_10, unpriced_10, units_10, revenue_10, returned_units_10, returns_10, views_20, carts_20, purchases_20, unpriced_20,
  units_20, revenue_20, returned_units_20, returns_20)
FROM STDIN (FORMAT binary)

-- name: copy_monthly_products
COPY monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_10, carts_10,
  purchases_10, unpriced_10, units_10, revenue_10, returned_units_10, returns_10, views_20, carts_20, purchases_20, unpriced_20,
  units_20, revenue_20, returned_units_20, returns_20)
FROM STDIN (FORMAT binary)

-- name: create_incoming_sums
CREATE TEMPORARY TABLE incoming_monthly_products (LIKE monthly_products) ON COMMIT DROP

-- name: delete_first_orders
-- The rows of some buyers of a store ($2; NULL for all of them).
DELETE FROM first_orders
WHERE store_id = $1
  AND ($2::bigint[] IS NULL OR user_id = ANY ($2))

-- name: delete_sums
WITH days AS (DELETE FROM daily_totals WHERE store_id = $1)
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
