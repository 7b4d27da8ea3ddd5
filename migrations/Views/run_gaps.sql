-- What is missing of a run's figures, a row each: the share of an entity's records that were rejected, and the share of the lines of
-- carts that have no price. What is at most 1 % is left out. A rejected record of which an older version is kept counts all the same.
-- Of a backfill the lines say nothing, since only a part of the carts was looked at.
CREATE FUNCTION run_gaps(of_run bigint)
RETURNS TABLE (entity text, gap text, missing bigint, total bigint, share numeric, says text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
AS $$
  SELECT
    g.entity, g.gap, g.missing, g.total,
    trim_scale(round(g.missing::numeric / g.total, 6)),
    round(100.0 * g.missing / g.total, 1)::text || ' % of the ' || g.entity
      || CASE g.gap WHEN 'rejected' THEN ' were rejected' ELSE ' have no price' END
  FROM (
    SELECT e.entity, 'rejected' AS gap, e.rejected AS missing, e.extracted - e.duplicates AS total
    FROM etl_run_entities e
    WHERE e.run_id = of_run
    UNION ALL
    SELECT 'lines', 'unpriced', e.unpriced, (SELECT sum(p.lines)::bigint FROM monthly_products p WHERE p.store_id = r.store_id)
    FROM etl_run_entities e
    JOIN etl_runs r ON r.run_id = e.run_id
    WHERE e.run_id = of_run
      AND e.entity = 'carts'
      AND e.unpriced > 0
      AND r.window_from IS NULL
  ) g
  WHERE g.missing > 0.01 * g.total
  ORDER BY array_position(ARRAY['products', 'customers', 'carts', 'lines'], g.entity)
$$;
COMMENT ON FUNCTION run_gaps IS
  'What is missing of a run''s figures, one row a gap above 1 %: the share of an entity''s records that were rejected, and of the lines '
  'that have no price.';
