-- The sums of the first days of months of what the warehouse holds already; from then on each load keeps them. The table is written anew, so
-- that no room is left in it for rows without them.
TRUNCATE monthly_products;
INSERT INTO monthly_products (
  store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue, returned_units, returns, views_8, carts_8,
  purchases_8, unpriced_8, units_8, revenue_8, returned_units_8, returns_8, views_16, carts_16, purchases_16, unpriced_16, units_16,
  revenue_16, returned_units_16, returns_16, views_24, carts_24, purchases_24, unpriced_24, units_24, revenue_24, returned_units_24,
  returns_24)
SELECT *
FROM (
  SELECT
    store_id, date_trunc('month', part::timestamp)::date AS month, product_id,
    sum(lines) AS lines, sum(views) AS views, sum(carts) AS carts, sum(purchases) AS purchases, sum(unpriced) AS unpriced,
    sum(units) AS units, sum(revenue) AS revenue, sum(returned_units) AS returned_units, sum(returns) AS returns,
    coalesce(sum(views) FILTER (WHERE day <= 8), 0) AS views_8,
    coalesce(sum(carts) FILTER (WHERE day <= 8), 0) AS carts_8,
    coalesce(sum(purchases) FILTER (WHERE day <= 8), 0) AS purchases_8,
    coalesce(sum(unpriced) FILTER (WHERE day <= 8), 0) AS unpriced_8,
    coalesce(sum(units) FILTER (WHERE day <= 8), 0) AS units_8,
    coalesce(sum(revenue) FILTER (WHERE day <= 8), 0) AS revenue_8,
    coalesce(sum(returned_units) FILTER (WHERE day <= 8), 0) AS returned_units_8,
    coalesce(sum(returns) FILTER (WHERE day <= 8), 0) AS returns_8,
    coalesce(sum(views) FILTER (WHERE day <= 16), 0) AS views_16,
    coalesce(sum(carts) FILTER (WHERE day <= 16), 0) AS carts_16,
    coalesce(sum(purchases) FILTER (WHERE day <= 16), 0) AS purchases_16,
    coalesce(sum(unpriced) FILTER (WHERE day <= 16), 0) AS unpriced_16,
    coalesce(sum(units) FILTER (WHERE day <= 16), 0) AS units_16,
    coalesce(sum(revenue) FILTER (WHERE day <= 16), 0) AS revenue_16,
    coalesce(sum(returned_units) FILTER (WHERE day <= 16), 0) AS returned_units_16,
    coalesce(sum(returns) FILTER (WHERE day <= 16), 0) AS returns_16,
    coalesce(sum(views) FILTER (WHERE day <= 24), 0) AS views_24,
    coalesce(sum(carts) FILTER (WHERE day <= 24), 0) AS carts_24,
    coalesce(sum(purchases) FILTER (WHERE day <= 24), 0) AS purchases_24,
    coalesce(sum(unpriced) FILTER (WHERE day <= 24), 0) AS unpriced_24,
    coalesce(sum(units) FILTER (WHERE day <= 24), 0) AS units_24,
    coalesce(sum(revenue) FILTER (WHERE day <= 24), 0) AS revenue_24,
    coalesce(sum(returned_units) FILTER (WHERE day <= 24), 0) AS returned_units_24,
    coalesce(sum(returns) FILTER (WHERE day <= 24), 0) AS returns_24
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
  CROSS JOIN LATERAL (SELECT extract(day FROM part) AS day) begins
  GROUP BY 1, 2, 3
) sums
-- Of sums that are all nothing there is no row.
WHERE (
  lines, units, revenue, returned_units, returns, units_8, revenue_8, returned_units_8, returns_8, units_16, revenue_16,
  returned_units_16, returns_16, units_24, revenue_24, returned_units_24, returns_24)
  <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY store_id, month, product_id
