-- name: applied_migrations
SELECT migration_id FROM "__EFMigrationsHistory" ORDER BY migration_id

-- name: create_missing_indexes
SELECT create_missing_indexes()

-- name: deadlock_patience
-- Of sessions that wait for each other the server ends the one that looks first whether they do, a while after it began to wait. A viewer
-- can see to it that this would be the migration. In this transaction it looks so late that the viewer has been ended before (LockWatch).
-- Only who may set this may have it so.
SELECT set_config('deadlock_timeout', '1min', true)
WHERE has_parameter_privilege('deadlock_timeout', 'SET')

-- name: foreign_relations
-- Tables and views in this database that are neither of this program ($1: names in the schema public), nor of PostgreSQL, nor of an
-- extension.
SELECT n.nspname || '.' || c.relname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT LIKE 'pg\_%'
  AND n.nspname <> 'information_schema'
  AND NOT (n.nspname = 'public' AND c.relname = ANY ($1))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1

-- name: grant_analyst
-- The analyst reads single sessions and customers' cities, and everything that the reader does. Not what the shop sent and the worker
-- rejected, nor whom it was told to forget.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO analyst;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, orders, order_sales, etl_runs, etl_run_entities,
  quarantine, restatements, source_state, loaded_chunks, daily_totals, monthly_products, first_orders, events, sessions, sales, run_log,
  board_cities, "__EFMigrationsHistory"
FROM analyst;
GRANT SELECT ON
  events, sessions, sales, carts, cart_lines, orders, order_sales, customers, product_prices, source_state, loaded_chunks,
  stores, products, daily_totals, monthly_products, first_orders, restatements, etl_runs, etl_run_entities, run_log, board_cities
TO analyst;
GRANT SELECT (store_id, entity, record_key, reason, path, first_seen_at, last_seen_at, run_id, status) ON quarantine TO analyst;
REVOKE ALL ON FUNCTION
  funnel_days, funnel_sessions, funnel_orders, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts,
  funnel_lines, funnel_city_lines, funnel_edge_days, funnel_returning, funnel_hours, funnel_abandoned, funnel_today, board_value,
  board_names, month_number, month_part, run_gaps, store_gaps, create_missing_indexes
FROM PUBLIC, analyst;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_sessions, funnel_orders, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts,
  funnel_lines, funnel_city_lines, funnel_edge_days, funnel_returning, funnel_hours, funnel_abandoned, funnel_today, board_value,
  board_names, month_number, month_part, run_gaps, store_gaps
TO analyst;

-- name: grant_reader
-- The reader is told figures, not people: it reads what names nobody, and calls functions that add up the rest with their owner's rights.
-- Of the quarantine it sees neither the payload, which is what the shop sent, nor the key, which may be a customer's. By default everybody
-- may make temporary tables in a database; the reader must not, so that is taken from everybody.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO grafana_reader', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO grafana_reader;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, orders, order_sales, etl_runs, etl_run_entities,
  quarantine, restatements, source_state, loaded_chunks, daily_totals, monthly_products, first_orders, events, sessions, sales, run_log,
  board_cities, "__EFMigrationsHistory"
FROM grafana_reader;
GRANT SELECT ON
  stores, products, daily_totals, monthly_products, restatements, etl_runs, etl_run_entities, run_log, board_cities
TO grafana_reader;
GRANT SELECT (store_id, entity, reason, path, first_seen_at, last_seen_at, run_id, status) ON quarantine TO grafana_reader;
GRANT SELECT (store_id, entity, complete_since) ON source_state TO grafana_reader;
REVOKE ALL ON FUNCTION
  funnel_days, funnel_sessions, funnel_orders, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts,
  funnel_lines, funnel_city_lines, funnel_edge_days, funnel_returning, funnel_hours, funnel_abandoned, funnel_today, board_value,
  board_names, month_number, month_part, run_gaps, store_gaps, create_missing_indexes
FROM PUBLIC, grafana_reader;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, funnel_returning, funnel_hours,
  funnel_abandoned, funnel_today, board_value, board_names, month_part, run_gaps, store_gaps
TO grafana_reader;

-- name: grant_worker
-- The worker reads and writes rows and makes temporary tables. It owns nothing and changes no schema, but for the indexes that a first
-- load makes by a function of the owner's.
DO $$ BEGIN
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO etl_worker', current_database());
END $$;
GRANT USAGE ON SCHEMA public TO etl_worker;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, orders, order_sales, etl_runs, etl_run_entities,
  quarantine, restatements, source_state, loaded_chunks, daily_totals, monthly_products, first_orders, events, sessions, sales, run_log,
  board_cities, "__EFMigrationsHistory"
FROM etl_worker;
-- Rows leave only where a load takes them out: what the shop no longer has, what an erasure takes, and sums that came to nothing.
GRANT SELECT, INSERT, UPDATE, DELETE ON
  carts, cart_lines, orders, order_sales, customers, daily_totals, monthly_products, quarantine
TO etl_worker;
GRANT SELECT, INSERT, UPDATE ON stores, products, etl_runs, source_state TO etl_worker;
-- History is written once: prices, the counts of a run, and what a run changed of days that were final.
GRANT SELECT, INSERT ON product_prices, etl_run_entities, restatements TO etl_worker;
GRANT SELECT, INSERT, DELETE ON loaded_chunks, first_orders TO etl_worker;
-- A run enters whom another database has erased; nobody leaves that list.
GRANT SELECT, INSERT ON erased_customers TO etl_worker;
GRANT SELECT ON events, sessions, sales, run_log, "__EFMigrationsHistory" TO etl_worker;
GRANT USAGE ON SEQUENCE etl_runs_run_id_seq TO etl_worker;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_sessions, funnel_orders, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts,
  funnel_lines, funnel_city_lines, funnel_edge_days, funnel_returning, funnel_hours, funnel_abandoned, funnel_today, board_value,
  board_names, month_number, month_part, run_gaps, store_gaps, create_missing_indexes
TO etl_worker;

-- name: lock_schema_shared
-- Held until the session ends: no migration may change the tables under a run.
SELECT pg_advisory_lock_shared(hashtextextended($1, 0))::text

-- name: migration_precheck
-- Whether this user may migrate. $1: names that pending migrations make; $2: names that earlier ones made.
SELECT
  current_database()::text,
  current_user::text,
  has_schema_privilege('public', 'CREATE'),
  -- Names that are taken. A table's name is that of a type as well.
  ARRAY(
    SELECT name
    FROM unnest($1::text[]) AS wanted (name)
    WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = name)
      OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = name)
      OR EXISTS (SELECT FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname = name)
    ORDER BY name),
  -- Owners of tables, views and functions whose rights this user does not have: only an owner may change them.
  ARRAY(
    SELECT DISTINCT pg_get_userbyid(owner)::text
    FROM (
      SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($2)
      UNION ALL
      SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY ($2)
    ) AS owned (owner)
    WHERE NOT pg_has_role(owner, 'USAGE')
    ORDER BY 1)

-- name: migrations_table_exists
SELECT to_regclass('public."__EFMigrationsHistory"') IS NOT NULL

-- name: missing_rights
-- What a run needs and this role may not do; no row when it may do everything.
SELECT needed.privilege || ' on ' || needed.relation
FROM (
  SELECT t.relation, p.privilege
  FROM (
    VALUES
      (
        ARRAY['carts', 'cart_lines', 'orders', 'order_sales', 'customers', 'daily_totals', 'monthly_products', 'quarantine'],
        ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
      (ARRAY['stores', 'products', 'etl_runs', 'source_state'], ARRAY['SELECT', 'INSERT', 'UPDATE']),
      (ARRAY['loaded_chunks', 'first_orders'], ARRAY['SELECT', 'INSERT', 'DELETE']),
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
  'pg_try_advisory_lock(bigint)', 'pg_advisory_lock_shared(bigint)', 'pg_advisory_xact_lock(bigint)',
  'pg_terminate_backend(integer, bigint)', 'create_missing_indexes()', 'month_part(date)'
]) AS needed (signature)
WHERE NOT has_function_privilege(needed.signature, 'EXECUTE')
ORDER BY 1

-- name: open_file_limits
-- The bound on the temporary files of a viewer's session, which only a superuser may set or lift: one statement a row that is missing.
SELECT format('ALTER ROLE %I SET temp_file_limit = %L', viewer.role, viewer.most)
FROM (VALUES ('grafana_reader', '512MB'), ('analyst', '2GB')) AS viewer (role, most)
JOIN pg_roles r ON r.rolname = viewer.role
WHERE NOT EXISTS (
  SELECT
  FROM pg_db_role_setting s
  WHERE s.setrole = r.oid AND s.setdatabase = 0 AND 'temp_file_limit=' || viewer.most = ANY (s.setconfig))
ORDER BY viewer.role

-- name: open_functions
-- Functions of PostgreSQL that everybody may execute unless somebody takes that away, and with which a viewer could stop others: advisory
-- locks are what keeps runs apart, large objects fill the disk without a right to any table, and one may end the other sessions of one's
-- own role. One statement a row that is still missing, grants first; no row where all is in order, or where there are no viewers.
WITH functions AS (
  SELECT oid, oid::regprocedure::text AS signature, coalesce(proacl, acldefault('f', proowner)) AS rights, proname LIKE 'pg%' AS used
  FROM pg_proc
  WHERE pronamespace = 'pg_catalog'::regnamespace
    AND proname ~ '^(pg_(try_)?advisory_.*|pg_(cancel|terminate)_backend|lo_.*|loread|lowrite)$'
    AND EXISTS (SELECT FROM pg_roles WHERE rolname IN ('grafana_reader', 'analyst'))
), users AS (
  -- Who runs loads or migrations: the database's owner, and whoever may write the ledger. A superuser needs no grant.
  SELECT oid, rolname
  FROM pg_roles
  WHERE NOT rolsuper
    AND (rolname = current_user AND has_schema_privilege('public', 'CREATE')
      OR oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
      OR oid IN (
        SELECT ledger.grantee
        FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) ledger
        WHERE c.oid = to_regclass('public.etl_runs') AND ledger.privilege_type = 'INSERT'))
)
SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', string_agg(f.signature, ', ' ORDER BY f.signature), u.rolname) AS statement
FROM functions f
CROSS JOIN users u
WHERE f.used AND NOT EXISTS (SELECT FROM aclexplode(f.rights) held WHERE held.grantee = u.oid)
GROUP BY u.rolname
UNION ALL
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', string_agg(signature, ', ' ORDER BY signature))
FROM functions
WHERE EXISTS (SELECT FROM aclexplode(rights) held WHERE held.grantee = 0)
HAVING count(*) > 0

-- name: reset_settings
-- A role may change its own settings, everywhere and in one database: one statement a row that undoes all of them.
SELECT format('ALTER ROLE %I RESET ALL', $1)
UNION ALL
SELECT format('ALTER ROLE %I IN DATABASE %I RESET ALL', $1, d.datname)
FROM pg_db_role_setting s
JOIN pg_database d ON d.oid = s.setdatabase
JOIN pg_roles r ON r.oid = s.setrole
WHERE r.rolname = $1

-- name: schema_place
-- What must be so of a database before a table is made or read in it. current_schema() is where a name without a schema is made: the first
-- schema of the search_path that is there and that this user may use.
SELECT
  current_database()::text AS database,
  current_user::text AS "user",
  current_setting('server_encoding') AS encoding,
  EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') AS has_public,
  current_schema()::text AS made_in,
  current_setting('search_path') AS search_path,
  -- True if the table of migrations is there and has not the shape that this program gives it.
  EXISTS (
    SELECT
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public'
      AND c.relname = '__EFMigrationsHistory'
      AND (c.relkind <> 'r'
        OR 2 <> (
          SELECT count(*)
          FROM pg_attribute
          WHERE attrelid = c.oid AND attname IN ('migration_id', 'product_version')))) AS foreign_history

-- name: viewer_settings
-- Defaults of the sessions of the viewer $1, and only defaults: a session may change all but the bound on its temporary files
-- (open_file_limits). They spare it mistakes; what it may do at all is decided by its grants. The boards ask for sums over some days or
-- over years, the analyst for what nobody has thought of before: enough memory to do that without files, no time spent on compiling a query
-- that takes a tenth of a second, and pages that are in memory, since they are asked for all day. One statement a row.
SELECT format('ALTER ROLE %I SET %I = %L', $1, name, CASE $1 WHEN 'analyst' THEN of_analyst ELSE of_reader END)
FROM (VALUES
  ('default_transaction_read_only', 'on', 'on'),
  ('statement_timeout', '15s', '10min'),
  ('idle_in_transaction_session_timeout', '15s', '10min'),
  ('max_parallel_workers_per_gather', '2', '2'),
  ('TimeZone', 'UTC', 'UTC'),
  ('work_mem', '32MB', '32MB'),
  ('jit', 'off', 'off'),
  ('random_page_cost', '1.1', '1.1')
) AS setting (name, of_reader, of_analyst)
