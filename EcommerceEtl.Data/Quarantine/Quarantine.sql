-- name: copy_incoming_rejections
COPY incoming_rejections (entity, record_key, reason, path, payload, payload_hash, position) FROM STDIN (FORMAT binary)

-- name: create_incoming_rejections
CREATE TEMPORARY TABLE incoming_rejections (
  entity text NOT NULL, record_key text NOT NULL, reason text NOT NULL, path text NOT NULL, payload text NOT NULL,
  payload_hash text NOT NULL,
  position bigint NOT NULL) ON COMMIT DROP

-- name: discard_quarantine
UPDATE quarantine q
SET status = 'discarded'
FROM stores s
WHERE s.store_id = q.store_id
  AND q.record_key = $1
  AND q.status = 'open'
  AND ($2::text IS NULL OR s.name = $2)
  AND ($3::text IS NULL OR q.entity = $3)
RETURNING s.name, q.entity

-- name: list_quarantine
SELECT s.name, q.entity, q.record_key, q.status, q.reason, q.path, q.first_seen_at, q.last_seen_at, q.run_id, q.payload
FROM quarantine q
JOIN stores s USING (store_id)
WHERE ($1::text IS NULL OR s.name = $1)
  AND ($2 OR q.status = 'open')
ORDER BY s.name, q.entity, q.last_seen_at DESC, q.record_key
LIMIT $3

-- name: resolve_quarantine
-- What a complete snapshot no longer rejects is good again, or gone: what the shop sent is then nobody's business any more, and goes. A
-- discarded row stays discarded: should the same payload come back, the operator has had a look at it already, and its hash is enough to
-- know it by.
UPDATE quarantine q
SET status = CASE q.status WHEN 'open' THEN 'resolved' ELSE q.status END, payload = '', run_id = $2
WHERE q.store_id = $1
  AND (q.status = 'open' OR q.payload <> '')
  AND NOT EXISTS (SELECT FROM incoming_rejections i WHERE i.entity = q.entity AND i.record_key = q.record_key)

-- name: restore_quarantine
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

-- name: upsert_quarantine
-- An unchanged rejection is left alone for a day, so that a refresh with nothing new writes nothing. A discarded row stays discarded until
-- its payload changes, which its hash tells. Of records that are not in the quarantine yet only as many enter as there is room for ($4 open
-- rows of a store): a shop that sends nothing but rubbish must not fill the database. The ledger counts all of them.
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
