-- The rows of an order add up to what the shop states less the difference that is kept; an order that is no sale has no rows; one that is a
-- sale has a row of its own making, unless it is empty, and such rows are of its day; its cart says the same of units, revenue, day and
-- purchase.
SELECT
  s.name AS store, o.cart_id, o.state, o.day, o.stated_total, o.difference, c.day AS cart_day, c.purchased, c.units, c.revenue, f.*
FROM orders o
JOIN stores s ON s.store_id = o.store_id
JOIN carts c ON c.store_id = o.store_id AND c.cart_id = o.cart_id
CROSS JOIN LATERAL (
  SELECT
    count(*) AS found_rows,
    count(*) FILTER (WHERE r.cause = 'order') AS found_ordered,
    count(*) FILTER (WHERE r.cause = 'order' AND r.day <> c.day) AS found_astray,
    coalesce(sum(r.gross - r.discount + r.tax), 0) AS found_total,
    coalesce(sum(r.quantity) FILTER (WHERE r.cause IN ('order', 'edit') AND r.action = 'sale' AND r.item = 'product'), 0) AS found_units,
    coalesce(
      sum(r.gross - r.discount) FILTER (WHERE r.cause IN ('order', 'edit') AND r.item IN ('product', 'fee', 'adjustment')), 0
    ) AS found_revenue
  FROM order_sales r
  WHERE r.store_id = o.store_id AND r.cart_id = o.cart_id
) f
WHERE o.difference <> coalesce(o.stated_total - f.found_total, 0)
   OR (o.placed_at IS NULL AND f.found_rows > 0)
   OR (o.placed_at IS NOT NULL AND f.found_rows > 0 AND f.found_ordered = 0)
   OR f.found_astray > 0
   OR (o.state IN ('placed', 'cancelled')) <> (o.placed_at IS NOT NULL)
   OR c.purchased <> (o.placed_at IS NOT NULL)
   OR (o.day IS NOT NULL AND c.day <> o.day)
   OR (c.units, c.revenue) IS DISTINCT FROM (f.found_units, f.found_revenue)
