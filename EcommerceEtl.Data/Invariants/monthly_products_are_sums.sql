-- What a product is said to add up to in a month and in its first ten and twenty days is what its lines and the rows of orders add up to:
-- none too many, none missing, no figure off. Period: the first day of a month, or the day before which its summed days end. Product 0:
-- lines and rows without one. The money of a cart with an order is that of its rows.
SELECT coalesce(m.store_id, f.store_id) AS store_id, coalesce(m.period, f.period) AS period,
  coalesce(m.product_id, f.product_id) AS product_id,
  m.lines, m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue, m.returned_units, m.returns,
  f.lines AS found_lines, f.views AS found_views, f.carts AS found_carts, f.purchases AS found_purchases, f.unpriced AS found_unpriced,
  f.units AS found_units, f.revenue AS found_revenue, f.returned_units AS found_returned_units, f.returns AS found_returns
FROM (
  SELECT
    store_id, month AS period, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns
  FROM monthly_products
  UNION ALL
  SELECT store_id, until, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns
  FROM month_to_date_products
) m
FULL JOIN (
  SELECT
    store_id, period, product_id, sum(lines) AS lines, sum(views) AS views, sum(carts) AS carts, sum(purchases) AS purchases,
    sum(unpriced) AS unpriced, sum(units) AS units, sum(revenue) AS revenue, sum(returned_units) AS returned_units,
    sum(returns) AS returns
  FROM (
    SELECT
      l.store_id, month_part(l.day) AS part, coalesce(l.product_id, 0) AS product_id, count(*) AS lines,
      count(l.viewed_at) AS views,
      count(l.carted_at) AS carts,
      count(l.purchased_at) AS purchases,
      count(l.purchased_at) FILTER (WHERE l.unit_price IS NULL) AS unpriced,
      coalesce(sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND o.cart_id IS NULL), 0) AS units,
      coalesce(sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND o.cart_id IS NULL), 0) AS revenue,
      0 AS returned_units, 0 AS returns
    FROM cart_lines l
    LEFT JOIN orders o ON o.store_id = l.store_id AND o.cart_id = l.cart_id
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT
      store_id, month_part(day), coalesce(product_id, 0), 0, 0, 0, 0, 0,
      coalesce(sum(quantity) FILTER (WHERE action = 'sale' AND item = 'product'), 0),
      coalesce(sum(gross - discount) FILTER (WHERE action = 'sale'), 0),
      coalesce(-sum(quantity) FILTER (WHERE action = 'return' AND item = 'product'), 0),
      coalesce(-sum(gross - discount) FILTER (WHERE action = 'return'), 0)
    FROM order_sales
    WHERE item IN ('product', 'fee', 'adjustment')
    GROUP BY 1, 2, 3
  ) parts
  CROSS JOIN LATERAL (
    SELECT date_trunc('month', part::timestamp)::date + days AS period
    FROM (VALUES (0), (10), (20)) span (days)
    WHERE days = 0 OR part < date_trunc('month', part::timestamp)::date + days
  ) counted
  GROUP BY store_id, period, product_id
  HAVING (sum(lines), sum(units), sum(revenue), sum(returned_units), sum(returns))
    IS DISTINCT FROM (0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric)
) f ON f.store_id = m.store_id AND f.period = m.period AND f.product_id = m.product_id
WHERE (m.lines, m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue, m.returned_units, m.returns)
  IS DISTINCT FROM (f.lines, f.views, f.carts, f.purchases, f.unpriced, f.units, f.revenue, f.returned_units, f.returns)
