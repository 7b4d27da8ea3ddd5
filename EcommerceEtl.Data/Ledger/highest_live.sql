-- The most rows each entity had after any success of the last 7 days before $2, the last success always included. What was there before an
-- operator accepted a shrunk snapshot no longer counts: otherwise the runs after that one would be refused for a week.
SELECT e.entity, max(e.live)
FROM etl_run_entities e
JOIN etl_runs r USING (run_id)
WHERE r.store_id = $1
  AND r.outcome = 'succeeded'
  AND (r.started_at > $2 - interval '7 days'
    OR r.run_id = (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded'))
  AND r.run_id >= coalesce(
    (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded' AND notes ? 'accepted_shrink'), 0)
GROUP BY e.entity
