-- The reader is told figures, not people: it reads what names nobody, and calls functions that add up the rest with their owner's rights. Of the quarantine
-- it sees neither the payload, which is what the shop sent, nor the key, which may be a customer's.
-- By default everybody may make temporary tables in a database; the reader must not, so that is taken from everybody.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO grafana_reader', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO grafana_reader;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, etl_runs, etl_run_entities, quarantine, restatements, source_state,
  daily_sessions, monthly_products, events, sessions, run_log, board_cities, "__EFMigrationsHistory"
FROM grafana_reader;
GRANT SELECT ON
  stores, products, daily_sessions, monthly_products, restatements, etl_runs, etl_run_entities, run_log, board_cities
TO grafana_reader;
GRANT SELECT (store_id, entity, reason, path, first_seen_at, last_seen_at, run_id, status) ON quarantine TO grafana_reader;
REVOKE ALL ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, month_number,
  run_gaps, store_gaps
FROM PUBLIC, grafana_reader;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, run_gaps, store_gaps
TO grafana_reader;
