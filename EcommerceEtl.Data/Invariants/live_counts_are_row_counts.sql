-- The last success left as many rows as it says: of products those that are not removed. Customers who were erased since have left by
-- themselves: until the next success, which honours the longer list, they are not counted.
SELECT s.name AS store, e.run_id, e.entity, e.live, found.row_count
FROM stores s
JOIN etl_runs last
  ON last.run_id = (SELECT max(r.run_id) FROM etl_runs r WHERE r.store_id = s.store_id AND r.outcome = 'succeeded')
JOIN etl_run_entities e ON e.run_id = last.run_id
CROSS JOIN LATERAL (
  SELECT CASE e.entity
    WHEN 'products' THEN (SELECT count(*) FROM products p WHERE p.store_id = s.store_id AND p.removed_at IS NULL)
    WHEN 'customers' THEN (SELECT count(*) FROM customers c WHERE c.store_id = s.store_id)
    ELSE (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id)
  END AS row_count
) found
WHERE e.live <> found.row_count
  AND (e.entity <> 'customers' OR last.notes ->> 'erased' IS NOT DISTINCT FROM (
    SELECT encode(sha256(convert_to(string_agg(x.user_id::text, E'\n' ORDER BY x.user_id), 'UTF8')), 'hex')
    FROM erased_customers x WHERE x.store_id = s.store_id))
