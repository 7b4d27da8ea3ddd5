-- The stores of the warehouse and the days that hold carts.
SELECT s.name, s.currency, s.time_zone, s.view_origin, s.cart_origin, s.purchase_origin, days.first_day, days.last_day
FROM stores s
LEFT JOIN LATERAL (
  SELECT min(c.day) AS first_day, max(c.day) AS last_day
  FROM carts c
  WHERE c.store_id = s.store_id
) days ON true
ORDER BY s.name
