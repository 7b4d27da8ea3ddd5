-- One row a cart, on the cart's day in the store's time zone: figures by day add up to the total.
CREATE VIEW sessions AS
SELECT
  s.name AS store,
  'sess_' || c.cart_id AS session_id,
  c.user_id,
  coalesce(nullif(o.city, ''), nullif(u.city, ''), 'Unknown') AS city,
  c.day AS started_on,
  c.viewed,
  c.carted,
  c.purchased,
  CASE WHEN c.purchased THEN 1 ELSE 0 END AS orders,
  c.units,
  c.revenue
FROM carts c
LEFT JOIN stores s ON s.store_id = c.store_id
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id;
COMMENT ON VIEW sessions IS 'Sessions, one row a cart, on the cart''s day: figures by day add up to the total.';
COMMENT ON COLUMN sessions.store IS 'Name of the store (stores.name).';
COMMENT ON COLUMN sessions.session_id IS 'Name of the session, unique in its store: sess_ and the number of the cart.';
COMMENT ON COLUMN sessions.user_id IS 'The customer (customers.user_id), who may be unknown; NULL for a guest.';
COMMENT ON COLUMN sessions.city IS
  'City of the order where it states one, else the latest of the customer; Unknown where there is neither.';
COMMENT ON COLUMN sessions.started_on IS 'Day of the cart in the store''s time zone (carts.day).';
COMMENT ON COLUMN sessions.viewed IS 'True if one of its lines was viewed.';
COMMENT ON COLUMN sessions.carted IS 'True if one of its lines was added to the cart.';
COMMENT ON COLUMN sessions.purchased IS 'True if the session is an order: one of its lines was bought, or the shop says so.';
COMMENT ON COLUMN sessions.orders IS '1 where purchased, else 0: its sum is the number of orders.';
COMMENT ON COLUMN sessions.units IS
  'Quantity of the bought lines, with a price or without, 0 or more, 3 decimals; of an order the units sold.';
COMMENT ON COLUMN sessions.revenue IS
  'Price times quantity of the bought lines that have a price, in the store''s currency, 7 decimals; of an order gross less discounts as '
  'it was placed and edited. What came back is not taken off: see sales.';
