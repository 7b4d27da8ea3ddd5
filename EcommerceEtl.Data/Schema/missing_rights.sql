-- What a run needs and this role may not do; no row when it may do everything.
SELECT needed.privilege || ' on ' || needed.relation
FROM (
  SELECT t.relation, p.privilege
  FROM unnest(ARRAY['stores', 'products', 'product_prices', 'customers', 'carts', 'cart_lines', 'etl_runs', 'etl_run_entities', 'quarantine',
    'restatements', 'source_state', 'daily_sessions', 'monthly_products']) AS t (relation)
  CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
  UNION ALL
  VALUES ('"__EFMigrationsHistory"', 'SELECT'), ('erased_customers', 'SELECT'), ('erased_customers', 'INSERT')
) needed
WHERE NOT has_table_privilege(needed.relation, needed.privilege)
UNION ALL
SELECT 'TEMPORARY on the database'
WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')
UNION ALL
SELECT 'USAGE on etl_runs_run_id_seq'
WHERE NOT has_sequence_privilege('etl_runs_run_id_seq', 'USAGE')
ORDER BY 1
