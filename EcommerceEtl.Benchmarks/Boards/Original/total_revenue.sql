SELECT round(sum(price * quantity), 2) FROM events
WHERE event_type = 'purchase' AND event_date BETWEEN $__timeFrom()::date AND $__timeTo()::date
