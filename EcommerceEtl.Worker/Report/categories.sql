-- What was bought of each category; lines without a price count in units, not in revenue.
SELECT
  category,
  count(*) AS purchases,
  trim_scale(sum(quantity)) AS units,
  coalesce(trim_scale(sum(quantity * unit_price)), 0) AS revenue,
  count(*) FILTER (WHERE unit_price IS NULL) AS unpriced
FROM funnel_sales($1, $2, $3, $4, '{__all__}', '{__all__}')
GROUP BY category
ORDER BY 4 DESC, 1
