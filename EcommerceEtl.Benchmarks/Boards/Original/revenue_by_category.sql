SELECT category, round(sum(price * quantity), 2) AS revenue
FROM events
WHERE event_type = 'purchase' AND event_date BETWEEN $__timeFrom()::date AND $__timeTo()::date
GROUP BY category
ORDER BY revenue DESC NULLS LAST
