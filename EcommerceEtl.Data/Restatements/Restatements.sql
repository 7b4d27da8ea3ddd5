-- name: insert_restatements
-- What the run changed of final days. What they hold now is in daily_totals already; what stood there before follows from the difference.
INSERT INTO restatements (
  run_id, store_id, day, orders_before, orders_after, revenue_before, revenue_after, sessions_before, sessions_after, cause)
SELECT
  $1, $2, changed.day,
  coalesce(now.orders, 0) - changed.orders, coalesce(now.orders, 0),
  coalesce(now.gross - now.discounts - now.returns, 0) - changed.revenue, coalesce(now.gross - now.discounts - now.returns, 0),
  coalesce(now.sessions, 0) - changed.sessions, coalesce(now.sessions, 0),
  changed.cause
FROM unnest($3::date[], $4::bigint[], $5::numeric[], $6::bigint[], $7::text[]) AS changed (day, orders, revenue, sessions, cause)
LEFT JOIN daily_totals now ON now.store_id = $2 AND now.day = changed.day
