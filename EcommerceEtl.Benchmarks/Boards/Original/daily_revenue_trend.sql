SELECT event_date::timestamptz AS time, round(sum(price * quantity), 2) AS revenue
FROM events
WHERE event_type = 'purchase' AND event_date BETWEEN $__timeFrom()::date AND $__timeTo()::date
GROUP BY event_date
ORDER BY event_date
