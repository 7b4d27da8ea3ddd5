-- Rows and their run's success are committed together: no row names a run that did not succeed, or one of another store.
SELECT written.place, written.store_id, written.run_id, written.row_count, r.store_id AS store_of_run, r.outcome
FROM (
  SELECT 'carts' AS place, store_id, run_id, count(*) AS row_count FROM carts GROUP BY store_id, run_id
  UNION ALL
  SELECT 'quarantine', store_id, run_id, count(*) FROM quarantine GROUP BY store_id, run_id
  UNION ALL
  SELECT 'source_state', store_id, run_id, count(*) FROM source_state GROUP BY store_id, run_id
  UNION ALL
  SELECT 'restatements', store_id, run_id, count(*) FROM restatements GROUP BY store_id, run_id
) written
LEFT JOIN etl_runs r ON r.run_id = written.run_id
WHERE r.run_id IS NULL
   OR r.store_id <> written.store_id
   OR r.outcome <> 'succeeded'
