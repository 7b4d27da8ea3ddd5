-- One row for each funnel step of each line, with the columns of the original's events.
-- event_type is a literal in each branch, so that a filter on it leaves one branch of the three to be read. The joins are LEFT JOINs on
-- primary keys, so that one whose columns are not asked for costs nothing.
CREATE VIEW events AS
SELECT
  'view_' || l.cart_id || '_' || l.line_no AS event_id,
  c.user_id,
  l.product_id,
  'view'::text AS event_type,
  1::numeric(12, 3) AS quantity,
  l.unit_price AS price,
  coalesce(p.category, 'unknown') AS category,
  l.viewed_at AS event_time,
  (l.viewed_at AT TIME ZONE s.time_zone)::date AS event_date,
  coalesce(nullif(u.city, ''), 'Unknown') AS user_city,
  'sess_' || l.cart_id AS session_id,
  s.view_origin AS origin,
  r.started_at AS loaded_at,
  s.name AS store,
  l.cart_id
FROM cart_lines l
LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
LEFT JOIN stores s ON s.store_id = l.store_id
LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
LEFT JOIN etl_runs r ON r.run_id = c.run_id
WHERE l.viewed_at IS NOT NULL
UNION ALL
SELECT
  'cart_' || l.cart_id || '_' || l.line_no,
  c.user_id,
  l.product_id,
  'add_to_cart'::text,
  l.quantity,
  l.unit_price,
  coalesce(p.category, 'unknown'),
  l.carted_at,
  (l.carted_at AT TIME ZONE s.time_zone)::date,
  coalesce(nullif(u.city, ''), 'Unknown'),
  'sess_' || l.cart_id,
  s.cart_origin,
  r.started_at,
  s.name,
  l.cart_id
FROM cart_lines l
LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
LEFT JOIN stores s ON s.store_id = l.store_id
LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
LEFT JOIN etl_runs r ON r.run_id = c.run_id
WHERE l.carted_at IS NOT NULL
UNION ALL
SELECT
  'purchase_' || l.cart_id || '_' || l.line_no,
  c.user_id,
  l.product_id,
  'purchase'::text,
  l.quantity,
  l.unit_price,
  coalesce(p.category, 'unknown'),
  l.purchased_at,
  (l.purchased_at AT TIME ZONE s.time_zone)::date,
  coalesce(nullif(u.city, ''), 'Unknown'),
  'sess_' || l.cart_id,
  s.purchase_origin,
  r.started_at,
  s.name,
  l.cart_id
FROM cart_lines l
LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
LEFT JOIN stores s ON s.store_id = l.store_id
LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
LEFT JOIN etl_runs r ON r.run_id = c.run_id
WHERE l.purchased_at IS NOT NULL
