-- Defaults of the analyst's sessions, as those of the reader (reader_settings.sql), but with time for questions that nobody has thought of before.
ALTER ROLE analyst SET default_transaction_read_only = on;
ALTER ROLE analyst SET statement_timeout = '10min';
ALTER ROLE analyst SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE analyst SET max_parallel_workers_per_gather = 2;
ALTER ROLE analyst SET "TimeZone" = 'UTC';
ALTER ROLE analyst SET work_mem = '32MB';
ALTER ROLE analyst SET jit = off;
ALTER ROLE analyst SET random_page_cost = 1.1;
