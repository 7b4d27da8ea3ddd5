-- An unchanged rejection is left alone for a day, so that a refresh with nothing new writes nothing. A discarded row stays discarded until its payload changes.
INSERT INTO quarantine AS q (store_id, entity, record_key, reason, path, payload, first_seen_at, last_seen_at, run_id, status)
SELECT DISTINCT ON (i.entity, i.record_key) $1, i.entity, i.record_key, i.reason, i.path, i.payload, $2, $2, $3, 'open'
FROM incoming_rejections i
ORDER BY i.entity, i.record_key, i.position DESC
ON CONFLICT (store_id, entity, record_key) DO UPDATE SET
  reason = excluded.reason,
  path = excluded.path,
  payload = excluded.payload,
  last_seen_at = excluded.last_seen_at,
  run_id = excluded.run_id,
  status = CASE WHEN q.status = 'discarded' AND q.payload = excluded.payload THEN 'discarded' ELSE 'open' END
WHERE (q.reason, q.path, q.payload) IS DISTINCT FROM (excluded.reason, excluded.path, excluded.payload)
   OR q.status = 'resolved'
   OR q.last_seen_at <= excluded.last_seen_at - interval '1 day'
