-- An unchanged rejection is left alone for a day, so that a refresh with nothing new writes nothing. A discarded row stays discarded until its payload changes,
-- which its hash tells. Of records that are not in the quarantine yet only as many enter as there is room for ($4 open rows of a store): a shop that sends
-- nothing but rubbish must not fill the database. The ledger counts all of them.
WITH incoming AS (
  SELECT DISTINCT ON (i.entity, i.record_key) i.entity, i.record_key, i.reason, i.path, i.payload, i.payload_hash
  FROM incoming_rejections i
  ORDER BY i.entity, i.record_key, i.position DESC
), numbered AS (
  SELECT i.*, known.is_known, row_number() OVER (PARTITION BY known.is_known ORDER BY i.entity, i.record_key) AS number
  FROM incoming i
  CROSS JOIN LATERAL (
    SELECT EXISTS (
      SELECT FROM quarantine q
      WHERE q.store_id = $1 AND q.entity = i.entity AND q.record_key = i.record_key AND q.status <> 'resolved') AS is_known
  ) known
)
INSERT INTO quarantine AS q (store_id, entity, record_key, reason, path, payload, payload_hash, first_seen_at, last_seen_at, run_id, status)
SELECT $1, n.entity, n.record_key, n.reason, n.path, n.payload, n.payload_hash, $2, $2, $3, 'open'
FROM numbered n
WHERE n.is_known OR n.number <= $4 - (SELECT count(*) FROM quarantine o WHERE o.store_id = $1 AND o.status = 'open')
ON CONFLICT (store_id, entity, record_key) DO UPDATE SET
  reason = excluded.reason,
  path = excluded.path,
  payload = excluded.payload,
  payload_hash = excluded.payload_hash,
  last_seen_at = excluded.last_seen_at,
  run_id = excluded.run_id,
  status = CASE WHEN q.status = 'discarded' AND q.payload_hash = excluded.payload_hash THEN 'discarded' ELSE 'open' END
WHERE (q.reason, q.path, q.payload_hash) IS DISTINCT FROM (excluded.reason, excluded.path, excluded.payload_hash)
   OR q.status = 'resolved'
   OR q.payload = ''
   OR q.last_seen_at <= excluded.last_seen_at - interval '1 day'
