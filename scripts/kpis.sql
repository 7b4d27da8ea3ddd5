-- The shop's figures at a glance, for run.sh. Variable: store.
-- Orders and revenue follow the store's own steps: where it records no purchases they are simulated by rate, and the heading says so.
\pset footer off
\pset null '-'
SELECT format('Store %s, %s to %s%s', :'store', coalesce(min(s.started_on)::text, '-'), coalesce(max(s.started_on)::text, '-'),
  CASE WHEN (SELECT purchase_origin FROM stores WHERE name = :'store') = 'simulated' THEN ' (purchases are simulated)' ELSE '' END) AS title
FROM sessions s WHERE s.store = :'store' \gset
\pset title :title
SELECT
  count(*) AS sessions,
  coalesce(sum(orders), 0) AS orders,
  round(coalesce(sum(revenue), 0), 2) AS revenue,
  round(100.0 * sum(orders) / nullif(CASE
    WHEN min(k.open_carts) = 'none' THEN 0
    ELSE count(*) FILTER (WHERE CASE WHEN k.view_origin = 'none' THEN carted ELSE viewed END)
  END, 0), 1) AS "conversion %",
  round(sum(revenue) / nullif(sum(orders), 0), 2) AS "average order"
FROM sessions
JOIN stores k ON k.name = store
WHERE store = :'store';

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
  coalesce(p.title, 'product ' || e.product_id) AS product,
  e.category,
  trim_scale(sum(e.quantity)) AS units,
  round(sum(e.quantity * e.price), 2) AS revenue
FROM events e
JOIN stores s ON s.name = e.store
LEFT JOIN products p ON p.store_id = s.store_id AND p.product_id = e.product_id
WHERE e.store = :'store' AND e.event_type = 'purchase'
GROUP BY e.product_id, p.title, e.category
ORDER BY sum(e.quantity * e.price) DESC NULLS LAST, e.product_id
LIMIT 5;
