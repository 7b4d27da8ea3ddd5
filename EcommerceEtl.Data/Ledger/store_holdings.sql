-- What is held of each store.
SELECT
  s.name, s.kind, s.address, s.currency, s.retired_at,
  (SELECT max(r.finished_at) FROM etl_runs r WHERE r.store_id = s.store_id AND r.outcome = 'succeeded'),
  (SELECT count(*) FROM products p WHERE p.store_id = s.store_id),
  (SELECT count(*) FROM customers c WHERE c.store_id = s.store_id),
  (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id),
  (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id),
  (SELECT count(*) FROM erased_customers x WHERE x.store_id = s.store_id),
  (SELECT count(*) FROM etl_runs r WHERE r.store_id = s.store_id)
FROM stores s
ORDER BY s.name
