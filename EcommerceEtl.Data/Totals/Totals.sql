-- name: add_daily_sessions
-- Adds differences to the sums of days: a day that is there is changed, one that is not is new, one of which no session is left goes.
MERGE INTO daily_sessions d
USING unnest(
  $2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::numeric[])
  AS by (day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
ON d.store_id = $1 AND d.day = by.day
WHEN MATCHED AND d.sessions + by.sessions = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET
  sessions = d.sessions + by.sessions,
  viewed = d.viewed + by.viewed,
  carted = d.carted + by.carted,
  orders = d.orders + by.orders,
  abandoned = d.abandoned + by.abandoned,
  added = d.added + by.added,
  bought = d.bought + by.bought,
  revenue = d.revenue + by.revenue
WHEN NOT MATCHED THEN INSERT (store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
VALUES ($1, by.day, by.sessions, by.viewed, by.carted, by.orders, by.abandoned, by.added, by.bought, by.revenue)

-- name: add_monthly_products
-- Adds differences to the sums of products in months, as add_daily_sessions does; in order of the key, so that new rows fill their pages.
MERGE INTO monthly_products m
USING (SELECT * FROM incoming_monthly_products ORDER BY store_id, month, product_id) by
ON m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id
WHEN MATCHED AND m.lines + by.lines = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET
  lines = m.lines + by.lines,
  views = m.views + by.views,
  carts = m.carts + by.carts,
  purchases = m.purchases + by.purchases,
  unpriced = m.unpriced + by.unpriced,
  units = m.units + by.units,
  revenue = m.revenue + by.revenue
WHEN NOT MATCHED THEN INSERT (store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue)
VALUES (by.store_id, by.month, by.product_id, by.lines, by.views, by.carts, by.purchases, by.unpriced, by.units, by.revenue);
TRUNCATE incoming_monthly_products

-- name: copy_incoming_monthly_products
COPY incoming_monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue) FROM STDIN (FORMAT binary)

-- name: create_incoming_sums
CREATE TEMPORARY TABLE incoming_monthly_products (LIKE monthly_products) ON COMMIT DROP

-- name: select_days
SELECT day, sessions, revenue
FROM daily_sessions
WHERE store_id = $1
