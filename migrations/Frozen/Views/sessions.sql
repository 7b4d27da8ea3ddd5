-- One row a cart, on the cart's day in the store's time zone: figures by day add up to the total.
CREATE VIEW sessions AS
SELECT
  s.name AS store,
  'sess_' || c.cart_id AS session_id,
  c.user_id,
  coalesce(nullif(u.city, ''), 'Unknown') AS city,
  c.day AS started_on,
  c.viewed,
  c.carted,
  c.purchased,
  CASE WHEN c.purchased THEN 1 ELSE 0 END AS orders,
  c.units,
  c.revenue
FROM carts c
LEFT JOIN stores s ON s.store_id = c.store_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
