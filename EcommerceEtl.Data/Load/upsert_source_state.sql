-- Written only if something but the run changed.
INSERT INTO source_state AS s (store_id, entity, etag, last_modified, cursor, entity_hash, run_id)
VALUES ($1, $2, $3, $4, NULL, $5, $6)
ON CONFLICT (store_id, entity) DO UPDATE SET
  etag = excluded.etag,
  last_modified = excluded.last_modified,
  entity_hash = excluded.entity_hash,
  run_id = excluded.run_id
WHERE (s.etag, s.last_modified, s.entity_hash) IS DISTINCT FROM (excluded.etag, excluded.last_modified, excluded.entity_hash)
