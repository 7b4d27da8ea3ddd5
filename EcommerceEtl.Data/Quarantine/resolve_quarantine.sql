-- What a complete snapshot no longer rejects is good again, or gone: what the shop sent is then nobody's business any more, and goes. A discarded row stays
-- discarded: should the same payload come back, the operator has had a look at it already, and its hash is enough to know it by.
UPDATE quarantine q
SET status = CASE q.status WHEN 'open' THEN 'resolved' ELSE q.status END, payload = '', run_id = $2
WHERE q.store_id = $1
  AND (q.status = 'open' OR q.payload <> '')
  AND NOT EXISTS (SELECT FROM incoming_rejections i WHERE i.entity = q.entity AND i.record_key = q.record_key)
