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
    m.units_8 + by.units_8, m.revenue_8 + by.revenue_8, m.returned_units_8 + by.returned_units_8, m.returns_8 + by.returns_8,
    m.units_16 + by.units_16, m.revenue_16 + by.revenue_16, m.returned_units_16 + by.returned_units_16, m.returns_16 + by.returns_16,
    m.units_24 + by.units_24, m.revenue_24 + by.revenue_24, m.returned_units_24 + by.returned_units_24, m.returns_24 + by.returns_24)
    = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
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
  views_8 = m.views_8 + by.views_8,
  carts_8 = m.carts_8 + by.carts_8,
  purchases_8 = m.purchases_8 + by.purchases_8,
  unpriced_8 = m.unpriced_8 + by.unpriced_8,
  units_8 = m.units_8 + by.units_8,
  revenue_8 = m.revenue_8 + by.revenue_8,
  returned_units_8 = m.returned_units_8 + by.returned_units_8,
  returns_8 = m.returns_8 + by.returns_8,
  views_16 = m.views_16 + by.views_16,
  carts_16 = m.carts_16 + by.carts_16,
  purchases_16 = m.purchases_16 + by.purchases_16,
  unpriced_16 = m.unpriced_16 + by.unpriced_16,
  units_16 = m.units_16 + by.units_16,
  revenue_16 = m.revenue_16 + by.revenue_16,
  returned_units_16 = m.returned_units_16 + by.returned_units_16,
  returns_16 = m.returns_16 + by.returns_16,
  views_24 = m.views_24 + by.views_24,
  carts_24 = m.carts_24 + by.carts_24,
  purchases_24 = m.purchases_24 + by.purchases_24,
  unpriced_24 = m.unpriced_24 + by.unpriced_24,
  units_24 = m.units_24 + by.units_24,
  revenue_24 = m.revenue_24 + by.revenue_24,
  returned_units_24 = m.returned_units_24 + by.returned_units_24,
  returns_24 = m.returns_24 + by.returns_24
WHEN NOT MATCHED THEN INSERT (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_8, carts_8,
  purchases_8, unpriced_8, units_8, revenue_8, returned_units_8, returns_8, views_16, carts_16, purchases_16, unpriced_16, units_16,
  revenue_16, returned_units_16, returns_16, views_24, carts_24, purchases_24, unpriced_24, units_24, revenue_24, returned_units_24,
  returns_24)
VALUES (
  by.store_id, by.month, by.product_id, by.lines, by.views, by.carts, by.purchases, by.unpriced, by.units, by.revenue, by.returned_units,
  by.returns, by.views_8, by.carts_8, by.purchases_8, by.unpriced_8, by.units_8, by.revenue_8, by.returned_units_8, by.returns_8,
  by.views_16, by.carts_16, by.purchases_16, by.unpriced_16, by.units_16, by.revenue_16, by.returned_units_16, by.returns_16,
  by.views_24, by.carts_24, by.purchases_24, by.unpriced_24, by.units_24, by.revenue_24, by.returned_units_24, by.returns_24);
TRUNCATE incoming_monthly_products

-- name: copy_first_orders
COPY first_orders (store_id, user_id, day) FROM STDIN (FORMAT binary)

-- name: copy_incoming_monthly_products
COPY incoming_monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_8, carts_8,
  purchases_8, unpriced_8, units_8, revenue_8, returned_units_8, returns_8, views_16, carts_16, purchases_16, unpriced_16, units_16,
  revenue_16, returned_units_16, returns_16, views_24, carts_24, purchases_24, unpriced_24, units_24, revenue_24, returned_units_24,
  returns_24)
FROM STDIN (FORMAT binary)

-- name: copy_monthly_products
COPY monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_8, carts_8,
  purchases_8, unpriced_8, units_8, revenue_8, returned_units_8, returns_8, views_16, carts_16, purchases_16, unpriced_16, units_16,
  revenue_16, returned_units_16, returns_16, views_24, carts_24, purchases_24, unpriced_24, units_24, revenue_24, returned_units_24,
  returns_24)
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
