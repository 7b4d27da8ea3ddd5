-- What a complete snapshot no longer rejects is good again, or gone. A discarded row stays discarded: should the same payload come back, the operator has
-- had a look at it already.
UPDATE quarantine q
SET status = 'resolved', run_id = $2
WHERE q.store_id = $1
  AND q.status = 'open'
  AND NOT EXISTS (SELECT FROM incoming_rejections i WHERE i.entity = q.entity AND i.record_key = q.record_key)
