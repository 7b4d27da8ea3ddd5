-- Each day of the range that holds a session.
SELECT day, count(*) AS sessions, count(*) FILTER (WHERE purchased) AS orders, trim_scale(sum(revenue)) AS revenue
FROM funnel_sessions($1, $2, $3, $4, '{__all__}', '{__all__}')
GROUP BY day
ORDER BY day
