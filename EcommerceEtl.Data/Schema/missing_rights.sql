-- What a run needs and this role may not do; no row when it may do everything.
SELECT needed.privilege || ' on ' || needed.relation
FROM (
  SELECT t.relation, p.privilege
  FROM (
    VALUES
      (
        ARRAY['carts', 'cart_lines', 'customers', 'daily_sessions', 'monthly_products', 'quarantine'],
        ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
      (ARRAY['stores', 'products', 'etl_runs', 'source_state'], ARRAY['SELECT', 'INSERT', 'UPDATE']),
      (ARRAY['product_prices', 'etl_run_entities', 'restatements', 'erased_customers'], ARRAY['SELECT', 'INSERT']),
      (ARRAY['"__EFMigrationsHistory"'], ARRAY['SELECT'])
  ) AS kind (relations, privileges)
  CROSS JOIN unnest(kind.relations) AS t (relation)
  CROSS JOIN unnest(kind.privileges) AS p (privilege)
) needed
WHERE NOT has_table_privilege(needed.relation, needed.privilege)
UNION ALL
SELECT 'TEMPORARY on the database'
WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')
UNION ALL
SELECT 'USAGE on etl_runs_run_id_seq'
WHERE NOT has_sequence_privilege('etl_runs_run_id_seq', 'USAGE')
UNION ALL
SELECT 'EXECUTE on ' || needed.signature
FROM unnest(ARRAY[
  'pg_try_advisory_lock(bigint)', 'pg_advisory_lock_shared(bigint)', 'pg_advisory_xact_lock(bigint)', 'pg_terminate_backend(integer, bigint)'
]) AS needed (signature)
WHERE NOT has_function_privilege(needed.signature, 'EXECUTE')
ORDER BY 1
