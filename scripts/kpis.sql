-- The shop's figures at a glance, for run.sh. Variable: store.
-- Orders and revenue follow the store's own steps: where it records no purchases they are simulated by rate, and the heading says so.
\pset footer off
\pset null '-'
SELECT format('Store %s, %s to %s%s', :'store', coalesce(min(s.started_on)::text, '-'), coalesce(max(s.started_on)::text, '-'),
  CASE WHEN (SELECT purchase_origin FROM stores WHERE name = :'store') = 'simulated' THEN ' (purchases are simulated)' ELSE '' END) AS title
FROM sessions s WHERE s.store = :'store' \gset
\pset title :title
SELECT
  coalesce(sum(d.sessions), 0) AS sessions,
  coalesce(sum(d.orders), 0) AS orders,
  round(coalesce(sum(d.gross - d.discounts - d.returns), 0), 2) AS revenue,
  round(100.0 * sum(d.orders) / nullif(CASE
    WHEN min(s.open_carts) = 'none' THEN 0 WHEN min(s.view_origin) = 'none' THEN sum(d.carted) ELSE sum(d.viewed)
  END, 0), 1) AS "conversion %",
  round(sum(d.gross - d.discounts) / nullif(sum(d.orders), 0), 2) AS "average order"
FROM daily_totals d
JOIN stores s ON s.store_id = d.store_id
WHERE s.name = :'store';

SELECT EXISTS (SELECT FROM orders JOIN stores USING (store_id) WHERE name = :'store') AS states_orders \gset
\if :states_orders
\pset title 'Sales of all days'
SELECT
  sum(gross) AS "gross sales", sum(discounts) AS discounts, sum(returns) AS returns, sum(gross - discounts - returns) AS "net sales",
  sum(shipping) AS shipping, sum(tax) AS tax
FROM (
  SELECT round(gross, 2) AS gross, round(discounts, 2) AS discounts, round(returns, 2) AS returns, round(shipping, 2) AS shipping,
    round(tax, 2) AS tax
  FROM daily_totals JOIN stores USING (store_id) WHERE name = :'store') days;
\endif
\pset title 'Top 5 products by revenue'
SELECT
  coalesce(p.title, 'product ' || m.product_id) AS product,
  coalesce(p.category, 'unknown') AS category,
  trim_scale(sum(m.units)) AS units,
  round(sum(m.revenue - m.returns), 2) AS revenue
FROM monthly_products m
JOIN stores s ON s.store_id = m.store_id
LEFT JOIN products p ON p.store_id = m.store_id AND p.product_id = m.product_id
WHERE s.name = :'store' AND m.product_id <> 0
GROUP BY m.product_id, p.title, p.category
HAVING sum(m.units) > 0
ORDER BY sum(m.revenue - m.returns) DESC, m.product_id
LIMIT 5;
