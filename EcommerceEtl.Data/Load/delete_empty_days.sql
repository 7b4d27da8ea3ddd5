DELETE FROM daily_sessions
WHERE store_id = $1
  AND day = ANY ($2)
  AND sessions = 0
