SELECT day, sessions, revenue
FROM daily_sessions
WHERE store_id = $1
