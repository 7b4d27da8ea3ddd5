-- What is missing of a store's figures: the gaps of its last success over everything, of which a backfill is none.
CREATE FUNCTION store_gaps(of_store smallint)
RETURNS TABLE (entity text, gap text, missing bigint, total bigint, share numeric, says text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
AS $$
  SELECT g.*
  FROM (
    SELECT r.run_id
    FROM etl_runs r
    WHERE r.store_id = of_store
      AND r.outcome = 'succeeded'
      AND r.window_from IS NULL
    ORDER BY r.run_id DESC
    LIMIT 1
  ) last
  CROSS JOIN LATERAL run_gaps(last.run_id) g
$$
