-- The analyst reads single sessions and customers' cities, and everything that the reader does. Not what the shop sent and the worker rejected, nor whom it
-- was told to forget.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO analyst;
REVOKE ALL ON
  stores, products, product_prices, customers, erased_customers, carts, cart_lines, etl_runs, etl_run_entities, quarantine, restatements, source_state,
  daily_sessions, monthly_products, events, sessions, run_log, board_cities, "__EFMigrationsHistory"
FROM analyst;
GRANT SELECT ON
  events, sessions, carts, cart_lines, customers, product_prices, source_state,
  stores, products, daily_sessions, monthly_products, restatements, etl_runs, etl_run_entities, run_log, board_cities
TO analyst;
GRANT SELECT (store_id, entity, record_key, reason, path, first_seen_at, last_seen_at, run_id, status) ON quarantine TO analyst;
REVOKE ALL ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, month_number,
  run_gaps, store_gaps
FROM PUBLIC, analyst;
GRANT EXECUTE ON FUNCTION
  funnel_days, funnel_parts, funnel_sessions, funnel_daily, funnel_sales, funnel_products, funnel_buyers, funnel_cities, funnel_cohorts, month_number,
  run_gaps, store_gaps
TO analyst;
