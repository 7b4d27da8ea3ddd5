-- name: cart
-- The first of the keys that is a cart, with the run that wrote it.
SELECT
  c.cart_id, c.source_id, c.user_id, coalesce(nullif(o.city, ''), nullif(u.city, '')), c.placed_at, c.day, c.viewed, c.carted,
  c.purchased, c.lines, trim_scale(c.gross_value), trim_scale(c.units), trim_scale(c.revenue),
  c.run_id, r.trigger, r.started_at, (r.notes ->> 'snapshot_time')::timestamptz, r.rules_hash
FROM carts c
LEFT JOIN etl_runs r ON r.run_id = c.run_id
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
WHERE c.store_id = $1
  AND c.cart_id = ANY ($2)
ORDER BY array_position($2, c.cart_id)
LIMIT 1

-- name: day
SELECT
  sessions, viewed, carted, orders, abandoned, trim_scale(units), trim_scale(gross), trim_scale(discounts), trim_scale(returns),
  trim_scale(shipping), trim_scale(tax), trim_scale(other)
FROM daily_totals
WHERE store_id = $1
  AND day = $2

-- name: first_and_last_day
SELECT min(day), max(day) FROM daily_totals WHERE store_id = $1

-- name: lines
-- Each line with the price of its product that was in force at the cart's time; since -infinity is NULL.
SELECT
  l.line_no, l.product_id, p.source_id, p.title, trim_scale(l.quantity), trim_scale(l.unit_price), l.viewed_at, l.carted_at,
  l.purchased_at, trim_scale(f.price), nullif(f.valid_from, '-infinity')
FROM cart_lines l
JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
LEFT JOIN LATERAL (
  SELECT h.price, h.valid_from
  FROM product_prices h
  WHERE h.store_id = l.store_id
    AND h.product_id = l.product_id
    AND h.valid_from <= c.placed_at
  ORDER BY h.valid_from DESC
  LIMIT 1
) f ON true
WHERE l.store_id = $1
  AND l.cart_id = $2
ORDER BY l.line_no

-- name: order
SELECT
  number, state, shop_status, placed_at, day, city, cancelled_at, updated_at, trim_scale(stated_total), trim_scale(difference)
FROM orders
WHERE store_id = $1
  AND cart_id = $2

-- name: parts_of_carts
-- What makes figures of one cart ($2) or of the carts of one day ($3); the other one is NULL.
SELECT
  c.day, c.cart_id, c.source_id, c.placed_at, c.user_id, coalesce(nullif(o.city, ''), nullif(u.city, '')), o.number, o.state,
  c.viewed, c.carted, c.purchased, trim_scale(c.units), trim_scale(c.revenue), c.run_id
FROM carts c
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
WHERE c.store_id = $1
  AND ($2::bigint IS NULL OR c.cart_id = $2)
  AND ($3::date IS NULL OR c.day = $3)
ORDER BY c.placed_at, c.cart_id

-- name: parts_of_sales
-- The same of the rows of orders.
SELECT
  r.day, r.cart_id, c.source_id, r.at, o.number, r.sale_no, r.action, r.cause, r.item, r.line_no, r.product_id, trim_scale(r.quantity),
  trim_scale(r.gross), trim_scale(r.discount), trim_scale(r.tax), c.run_id
FROM order_sales r
LEFT JOIN orders o ON o.store_id = r.store_id AND o.cart_id = r.cart_id
LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
WHERE r.store_id = $1
  AND ($2::bigint IS NULL OR r.cart_id = $2)
  AND ($3::date IS NULL OR r.day = $3)
ORDER BY r.at, r.cart_id, r.sale_no

-- name: quarantined
SELECT record_key, reason, path, status, first_seen_at, last_seen_at, run_id
FROM quarantine
WHERE store_id = $1
  AND entity = 'carts'
  AND record_key = ANY ($2)
  AND status <> 'resolved'

-- name: restatements
SELECT
  s.day, s.run_id, r.trigger, r.started_at, s.cause, s.orders_before, s.orders_after, trim_scale(s.revenue_before),
  trim_scale(s.revenue_after), s.sessions_before, s.sessions_after
FROM restatements s
JOIN etl_runs r ON r.run_id = s.run_id
WHERE s.store_id = $1
  AND s.day = ANY ($2)
ORDER BY s.day, s.run_id

-- name: store
SELECT store_id, name, kind, address, currency, time_zone, view_origin, cart_origin, purchase_origin
FROM stores
WHERE name = $1
