SELECT s.name, q.entity, q.record_key, q.status, q.reason, q.path, q.first_seen_at, q.last_seen_at, q.run_id, q.payload
FROM quarantine q
JOIN stores s USING (store_id)
WHERE ($1::text IS NULL OR s.name = $1)
  AND ($2 OR q.status = 'open')
ORDER BY s.name, q.entity, q.last_seen_at DESC, q.record_key
LIMIT $3
