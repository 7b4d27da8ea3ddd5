SELECT p.title, p.category, sum(e.quantity) AS units, round(sum(e.price * e.quantity), 2) AS revenue
FROM events e
JOIN products p ON p.product_id = e.product_id
WHERE e.event_type = 'purchase' AND e.event_date BETWEEN $__timeFrom()::date AND $__timeTo()::date
GROUP BY p.product_id, p.title, p.category
ORDER BY revenue DESC
LIMIT 10
