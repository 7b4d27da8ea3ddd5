-- What a product is said to add up to in a month and in its first days is what its lines and the rows of orders add up to: none too many,
-- none missing, no figure off. Product 0: lines and rows without one. The money of a cart with an order is that of its rows. Of
-- figures that differ what the table says stands before what was found.
SELECT
  coalesce(m.store_id, f.store_id) AS store_id, coalesce(m.month, f.month) AS month, coalesce(m.product_id, f.product_id) AS product_id,
  (
    SELECT string_agg(concat(key, ': ', a.value, ' / ', b.value), ', ' ORDER BY key)
    FROM jsonb_each_text(to_jsonb(m) - '{store_id,month,product_id}'::text[]) a
    FULL JOIN jsonb_each_text(to_jsonb(f) - '{store_id,month,product_id}'::text[]) b USING (key)
    WHERE a.value::numeric IS DISTINCT FROM b.value::numeric
  ) AS differing
FROM monthly_products m
FULL JOIN (
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
) f ON f.store_id = m.store_id AND f.month = m.month AND f.product_id = m.product_id
WHERE ROW(m.*) IS DISTINCT FROM ROW(f.*)
