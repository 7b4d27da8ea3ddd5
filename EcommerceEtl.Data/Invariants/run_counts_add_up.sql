-- Every element that was extracted became exactly one thing, and the runs that have counts are those that succeeded.
SELECT s.name AS store, r.run_id, r.outcome, e.entity, e.extracted, e.duplicates, e.inserted, e.updated, e.unchanged, e.rejected,
  e.skipped
FROM etl_runs r
JOIN stores s ON s.store_id = r.store_id
LEFT JOIN etl_run_entities e ON e.run_id = r.run_id
WHERE (r.outcome = 'succeeded') <> (e.run_id IS NOT NULL)
   OR e.extracted <> e.duplicates + e.inserted + e.updated + e.unchanged + e.rejected + e.skipped
