-- name: add_daily_sessions
-- Adds differences to the sums of days. The sums are worked out before the INSERT, since the table's CHECKs would refuse a difference below
-- 0.
INSERT INTO daily_sessions (store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
SELECT
  $1, by.day, coalesce(d.sessions, 0) + by.sessions, coalesce(d.viewed, 0) + by.viewed, coalesce(d.carted, 0) + by.carted,
  coalesce(d.orders, 0) + by.orders, coalesce(d.abandoned, 0) + by.abandoned, coalesce(d.added, 0) + by.added,
  coalesce(d.bought, 0) + by.bought, coalesce(d.revenue, 0) + by.revenue
FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::numeric[])
  AS by (day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
LEFT JOIN daily_sessions d ON d.store_id = $1 AND d.day = by.day
ON CONFLICT (store_id, day) DO UPDATE SET
  sessions = excluded.sessions,
  viewed = excluded.viewed,
  carted = excluded.carted,
  orders = excluded.orders,
  abandoned = excluded.abandoned,
  added = excluded.added,
  bought = excluded.bought,
  revenue = excluded.revenue

-- name: add_monthly_products
-- Adds differences to the sums of products in months. A sum that is there is changed, one that is not is new, one of which no line is left
-- goes. The INSERT is plain since ON CONFLICT would have the CHECKs refuse a difference below 0.
UPDATE monthly_products m SET
  lines = m.lines + by.lines,
  views = m.views + by.views,
  carts = m.carts + by.carts,
  purchases = m.purchases + by.purchases,
  unpriced = m.unpriced + by.unpriced,
  units = m.units + by.units,
  revenue = m.revenue + by.revenue
FROM incoming_monthly_products by
WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id;
INSERT INTO monthly_products
SELECT by.*
FROM incoming_monthly_products by
WHERE NOT EXISTS (SELECT FROM monthly_products m WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id)
ORDER BY by.store_id, by.month, by.product_id;
DELETE FROM monthly_products m
USING incoming_monthly_products by
WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id
  AND m.lines = 0;
TRUNCATE incoming_monthly_products

-- name: copy_incoming_monthly_products
COPY incoming_monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue) FROM STDIN (FORMAT binary)

-- name: create_incoming_sums
CREATE TEMPORARY TABLE incoming_monthly_products (LIKE monthly_products) ON COMMIT DROP

-- name: delete_empty_days
DELETE FROM daily_sessions
WHERE store_id = $1
  AND day = ANY ($2)
  AND sessions = 0

-- name: select_days
SELECT day, sessions, revenue
FROM daily_sessions
WHERE store_id = $1
