-- The worker reads and writes rows and makes temporary tables. It owns nothing and changes no schema.
DO $$ BEGIN
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO etl_worker', current_database());
END $$;
GRANT USAGE ON SCHEMA public TO etl_worker;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, etl_runs, etl_run_entities, quarantine, restatements, source_state,
  daily_sessions, monthly_products, events, sessions, run_log, board_cities, "__EFMigrationsHistory"
FROM etl_worker;
-- Rows leave only where a load takes them out: what the shop no longer has, what an erasure takes, and sums that came to nothing.
GRANT SELECT, INSERT, UPDATE, DELETE ON carts, cart_lines, customers, daily_sessions, monthly_products, quarantine TO etl_worker;
GRANT SELECT, INSERT, UPDATE ON stores, products, etl_runs, source_state TO etl_worker;
-- History is written once: prices, the counts of a run, and what a run changed of days that were settled.
GRANT SELECT, INSERT ON product_prices, etl_run_entities, restatements TO etl_worker;
-- A run enters whom another database has erased; nobody leaves that list.
GRANT SELECT, INSERT ON erased_customers TO etl_worker;
GRANT SELECT ON events, sessions, run_log, "__EFMigrationsHistory" TO etl_worker;
GRANT USAGE ON SEQUENCE etl_runs_run_id_seq TO etl_worker;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, month_number,
  run_gaps, store_gaps
TO etl_worker;
