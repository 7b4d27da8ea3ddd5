-- The last success left as many rows as it says: of products those that are not removed.
SELECT s.name AS store, e.run_id, e.entity, e.live, found.row_count
FROM stores s
JOIN etl_run_entities e
  ON e.run_id = (SELECT max(r.run_id) FROM etl_runs r WHERE r.store_id = s.store_id AND r.outcome = 'succeeded')
CROSS JOIN LATERAL (
  SELECT CASE e.entity
    WHEN 'products' THEN (SELECT count(*) FROM products p WHERE p.store_id = s.store_id AND p.removed_at IS NULL)
    WHEN 'customers' THEN (SELECT count(*) FROM customers c WHERE c.store_id = s.store_id)
    ELSE (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id)
  END AS row_count
) found
WHERE e.live <> found.row_count
