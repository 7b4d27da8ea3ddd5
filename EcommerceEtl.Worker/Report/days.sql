-- Each day of the range that holds a session, and those of as many days before it, moved onto the range's days.
SELECT period, shown_on, sum(sessions)::bigint AS sessions, sum(orders)::bigint AS orders, trim_scale(sum(revenue)) AS revenue
FROM funnel_daily($1, $2, $3, $4, '{__all__}', '{__all__}', with_previous => true)
GROUP BY period, shown_on
ORDER BY period, shown_on
