-- The products that sold best, and how often they were looked at, added and bought: lines of carts, not sessions.
SELECT
  title, category,
  count(*) FILTER (WHERE viewed) AS views,
  count(*) FILTER (WHERE carted) AS carts,
  count(*) FILTER (WHERE purchased) AS purchases,
  count(*) FILTER (WHERE purchased)::numeric / nullif(count(*) FILTER (WHERE viewed), 0) AS view_to_purchase,
  coalesce(trim_scale(sum(quantity) FILTER (WHERE purchased)), 0) AS units,
  coalesce(trim_scale(sum(quantity * unit_price) FILTER (WHERE purchased)), 0) AS revenue
FROM funnel_lines($1, $2, $3, $4, '{__all__}', '{__all__}')
GROUP BY store_id, product_id, title, category
ORDER BY 8 DESC, 5 DESC, 1, product_id
LIMIT 20
