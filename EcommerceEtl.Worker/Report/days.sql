-- Each day of the range that holds a session.
SELECT day, sum(sessions)::bigint AS sessions, sum(orders)::bigint AS orders, trim_scale(sum(revenue)) AS revenue
FROM funnel_daily($1, $2, $3, $4, '{__all__}', '{__all__}')
GROUP BY day
ORDER BY day
