-- What a cart states of itself is what its lines add up to; of a cart with an order that holds for what does not come from the order.
-- Unpriced lines add to no sum of money; units count purchased lines, priced or not.
SELECT s.name AS store, c.cart_id, c.viewed, c.carted, c.purchased, c.gross_value, c.units, c.revenue,
  l.viewed AS lines_viewed, l.carted AS lines_carted, l.purchased AS lines_purchased,
  l.gross_value AS lines_gross_value, l.units AS lines_units, l.revenue AS lines_revenue
FROM carts c
JOIN stores s ON s.store_id = c.store_id
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
LEFT JOIN (
  SELECT store_id, cart_id,
    count(viewed_at) > 0 AS viewed,
    count(carted_at) > 0 AS carted,
    count(purchased_at) > 0 AS purchased,
    coalesce(sum(quantity * unit_price), 0) AS gross_value,
    coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0) AS units,
    coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0) AS revenue
  FROM cart_lines
  GROUP BY store_id, cart_id
) l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
WHERE (c.viewed, c.carted, c.gross_value) IS DISTINCT FROM
    (coalesce(l.viewed, false), coalesce(l.carted, false), coalesce(l.gross_value, 0))
   OR o.cart_id IS NULL AND (c.purchased, c.units, c.revenue) IS DISTINCT FROM
    (coalesce(l.purchased, false), coalesce(l.units, 0), coalesce(l.revenue, 0))
