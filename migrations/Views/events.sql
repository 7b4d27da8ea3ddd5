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
WHERE l.purchased_at IS NOT NULL;
COMMENT ON VIEW events IS 'Funnel events, one row for each step of each line: the analyst''s table.';
COMMENT ON COLUMN events.event_id IS
  'Name of the event, unique in its store: view_, cart_ or purchase_, then cart_id, _ and the number of the line.';
COMMENT ON COLUMN events.user_id IS 'The customer (customers.user_id), who may be unknown; NULL for a guest.';
COMMENT ON COLUMN events.product_id IS 'The product (products.product_id), which may be unknown; NULL where the line names none.';
COMMENT ON COLUMN events.event_type IS 'view, add_to_cart or purchase.';
COMMENT ON COLUMN events.quantity IS 'Quantity of the line, above 0, 3 decimals; 1 for a view.';
COMMENT ON COLUMN events.price IS
  'Price of one unit in the store''s currency, 0 or more, 4 decimals; NULL where it is not known, never 0 instead.';
COMMENT ON COLUMN events.category IS 'Latest category of the product; unknown where the product is, or its category.';
COMMENT ON COLUMN events.event_time IS 'UTC: time of the step; origin says where it comes from.';
COMMENT ON COLUMN events.event_date IS
  'Day of event_time in the store''s time zone. Figures by day use sessions.started_on, so that the steps of one cart stay together.';
COMMENT ON COLUMN events.user_city IS
  'Latest city of the customer; Unknown for guests, for customers who are gone and for those without one.';
COMMENT ON COLUMN events.session_id IS 'The session: sess_ and cart_id (sessions.session_id).';
COMMENT ON COLUMN events.origin IS
  'Where the time of the step comes from: observed (the shop states it), derived (implied by the cart) or simulated (drawn at a rate).';
COMMENT ON COLUMN events.loaded_at IS 'UTC: when the run began that wrote the cart.';
COMMENT ON COLUMN events.store IS 'Name of the store (stores.name).';
COMMENT ON COLUMN events.cart_id IS 'The cart (carts.cart_id).';
