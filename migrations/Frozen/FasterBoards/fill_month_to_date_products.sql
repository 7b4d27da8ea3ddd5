-- The sums of the first days of months of what the warehouse holds already; from then on each load keeps them.
INSERT INTO month_to_date_products (
  store_id, until, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns)
SELECT
  store_id, until, product_id, sum(lines) AS lines, sum(views) AS views, sum(carts) AS carts, sum(purchases) AS purchases,
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
  VALUES (date_trunc('month', part::timestamp)::date + 10), (date_trunc('month', part::timestamp)::date + 20)
) counted (until)
WHERE part < until
GROUP BY store_id, until, product_id
HAVING (sum(lines), sum(units), sum(revenue), sum(returned_units), sum(returns))
  IS DISTINCT FROM (0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric)
ORDER BY store_id, until, product_id
