DELETE FROM quarantine q
USING unnest($2::text[], $3::text[]) AS found (entity, record_key)
WHERE q.store_id = $1
  AND q.entity = found.entity
  AND q.record_key = found.record_key
