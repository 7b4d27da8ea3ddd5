-- The products that sold best, and how often they were looked at, added and bought: lines of carts, not sessions. Nobody knows how often
-- they were looked at in a store that knows no views.
SELECT
  p.title, p.category, CASE WHEN s.view_origin <> 'none' THEN p.views END AS views, p.carts, p.purchases,
  CASE WHEN s.view_origin <> 'none' THEN p.purchases::numeric / nullif(p.views, 0) END AS view_to_purchase,
  trim_scale(p.units) AS units, trim_scale(p.revenue) AS revenue
FROM funnel_products($1, $2, $3, $4, '{__all__}', '{__all__}') p
JOIN stores s ON s.store_id = p.store_id
ORDER BY p.revenue DESC, p.purchases DESC, p.title, p.product_id
LIMIT 20
