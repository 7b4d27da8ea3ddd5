-- What a product is said to add up to in a month is what its lines add up to: none too many, none missing, no figure off. Product 0: lines
-- without one.
SELECT coalesce(m.store_id, l.store_id) AS store_id, coalesce(m.month, l.month) AS month,
  coalesce(m.product_id, l.product_id) AS product_id,
  m.lines, m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue,
  l.lines AS found_lines, l.views AS found_views, l.carts AS found_carts, l.purchases AS found_purchases, l.unpriced AS found_unpriced,
  l.units AS found_units, l.revenue AS found_revenue
FROM monthly_products m
FULL JOIN (
  SELECT store_id, date_trunc('month', day::timestamp)::date AS month, coalesce(product_id, 0) AS product_id, count(*) AS lines,
    count(viewed_at) AS views,
    count(carted_at) AS carts,
    count(purchased_at) AS purchases,
    count(purchased_at) FILTER (WHERE unit_price IS NULL) AS unpriced,
    coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0) AS units,
    coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0) AS revenue
  FROM cart_lines
  GROUP BY 1, 2, 3
) l ON l.store_id = m.store_id AND l.month = m.month AND l.product_id = m.product_id
WHERE (m.lines, m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue)
  IS DISTINCT FROM (l.lines, l.views, l.carts, l.purchases, l.unpriced, l.units, l.revenue)
