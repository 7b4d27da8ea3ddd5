-- The products that sold best, and how often they were looked at, added and bought: lines of carts, not sessions.
SELECT
  title, category, views, carts, purchases, purchases::numeric / nullif(views, 0) AS view_to_purchase,
  trim_scale(units) AS units, trim_scale(revenue) AS revenue
FROM funnel_products($1, $2, $3, $4, '{__all__}', '{__all__}')
ORDER BY revenue DESC, purchases DESC, title, product_id
LIMIT 20
