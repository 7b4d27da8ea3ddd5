-- What was bought of each category; lines without a price count in units, not in revenue.
SELECT
  category,
  sum(purchases)::bigint AS purchases,
  trim_scale(sum(units)) AS units,
  trim_scale(sum(revenue)) AS revenue,
  sum(unpriced)::bigint AS unpriced
FROM funnel_sales($1, $2, $3, $4, '{__all__}', '{__all__}')
GROUP BY category
ORDER BY 4 DESC, 1
