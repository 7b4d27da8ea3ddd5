-- The most rows each entity had after any success of the last 7 days before $2, the last success always included. What was there before an
-- operator accepted a shrunk snapshot no longer counts: otherwise the runs after that one would be refused for a week. Nor do customers who have been erased
-- since: the shop has not lost them.
SELECT e.entity, max(greatest(e.live - CASE WHEN e.entity = 'customers' THEN (
  SELECT count(*) FROM erased_customers x WHERE x.store_id = $1 AND x.erased_at >= r.started_at) ELSE 0 END, 0))
FROM etl_run_entities e
JOIN etl_runs r USING (run_id)
WHERE r.store_id = $1
  AND r.outcome = 'succeeded'
  AND (r.started_at > $2 - interval '7 days'
    OR r.run_id = (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded'))
  AND r.run_id >= coalesce(
    (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded' AND notes ? 'accepted_shrink'), 0)
GROUP BY e.entity
