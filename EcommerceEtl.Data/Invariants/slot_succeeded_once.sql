-- A scheduled slot succeeds at most once.
SELECT s.name AS store, r.slot, count(*) AS successes
FROM etl_runs r
JOIN stores s ON s.store_id = r.store_id
WHERE r.slot IS NOT NULL
  AND r.outcome = 'succeeded'
GROUP BY s.name, r.slot
HAVING count(*) > 1
