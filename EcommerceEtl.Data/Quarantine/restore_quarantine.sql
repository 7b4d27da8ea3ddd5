-- A record that was set aside is looked at again. If the shop no longer sends it, or sends it well, the next load resolves it.
UPDATE quarantine q
SET status = 'open'
FROM stores s
WHERE s.store_id = q.store_id
  AND q.record_key = $1
  AND q.status = 'discarded'
  AND ($2::text IS NULL OR s.name = $2)
  AND ($3::text IS NULL OR q.entity = $3)
RETURNING s.name, q.entity
