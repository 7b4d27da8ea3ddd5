-- Defaults of the reader's sessions. They spare it mistakes; what it may do at all is decided by its grants.
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
ALTER ROLE grafana_reader SET statement_timeout = '15s';
ALTER ROLE grafana_reader SET "TimeZone" = 'UTC';
