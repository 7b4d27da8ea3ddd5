UPDATE quarantine q
SET status = 'discarded'
FROM stores s
WHERE s.store_id = q.store_id
  AND q.record_key = $1
  AND q.status = 'open'
  AND ($2::text IS NULL OR s.name = $2)
  AND ($3::text IS NULL OR q.entity = $3)
RETURNING s.name, q.entity
