-- The reader sees what the boards show. Of the quarantine it sees all but the payload, which is what the shop sent.
-- By default everybody may make temporary tables in a database; the reader must not, so that is taken from everybody.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO grafana_reader', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO grafana_reader;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, etl_runs, etl_run_entities, quarantine, restatements, source_state,
  daily_sessions, monthly_products, events, sessions, run_log, "__EFMigrationsHistory"
FROM grafana_reader;
GRANT SELECT ON
  events, sessions, run_log,
  stores, products, product_prices, customers, carts, cart_lines, etl_runs, etl_run_entities, restatements, daily_sessions,
  monthly_products
TO grafana_reader;
GRANT SELECT (store_id, entity, record_key, reason, path, first_seen_at, last_seen_at, run_id, status) ON quarantine TO grafana_reader;
REVOKE ALL ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_cohorts, month_number,
  run_gaps, store_gaps
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_cohorts, month_number,
  run_gaps, store_gaps
TO grafana_reader;
