SELECT round(100.0 * count(DISTINCT session_id) FILTER (WHERE event_type = 'purchase')
  / nullif(count(DISTINCT session_id) FILTER (WHERE event_type = 'view'), 0), 2)
FROM events
WHERE event_date BETWEEN $__timeFrom()::date AND $__timeTo()::date
