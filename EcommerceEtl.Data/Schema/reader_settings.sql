-- Defaults of the reader's sessions, and only defaults: a session may change all but the bound on its temporary files (open_file_limits.sql). They spare it
-- mistakes; what it may do at all is decided by its grants.
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
ALTER ROLE grafana_reader SET statement_timeout = '15s';
ALTER ROLE grafana_reader SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE grafana_reader SET max_parallel_workers_per_gather = 2;
ALTER ROLE grafana_reader SET "TimeZone" = 'UTC';
-- The boards ask for sums over some days or over years: enough memory to do that without files, no time spent on compiling a query that takes a tenth of a
-- second, and pages that are in memory, since they are asked for all day.
ALTER ROLE grafana_reader SET work_mem = '32MB';
ALTER ROLE grafana_reader SET jit = off;
ALTER ROLE grafana_reader SET random_page_cost = 1.1;
