-- What a complete snapshot no longer rejects is good again, or gone.
UPDATE quarantine q
SET status = 'resolved', run_id = $2
WHERE q.store_id = $1
  AND q.status <> 'resolved'
  AND NOT EXISTS (SELECT FROM incoming_rejections i WHERE i.entity = q.entity AND i.record_key = q.record_key)
